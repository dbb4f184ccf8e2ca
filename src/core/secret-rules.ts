/** How one kind of secret looks. */
export interface SecretRule {
  name: string;
  /** In plain words, for the message: "a GitHub token". */
  says: string;
  of: RegExp;
  /** The group that is the secret, of a pattern with the flag `d`; the whole match when not given. */
  group?: number;
  /** The secret is the whole run of letters around what was found. */
  widens?: true;
  /** Only in the text as it stands, for it goes by the name in front of the value. */
  byName?: true;
  /** Where what was found is no secret. */
  honest?: (secret: string, match: RegExpMatchArray, path: string) => boolean;
}

/** Bits for each character. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

const namedExample =
  /example|placeholder|sample|dummy|redacted|x{4}|\*{3}|\.{3}|0{5}|123456|abcdef|qwert|(?:^|[^a-z0-9])(?:test|fake|mock|foo|bar|your|my|some|the)(?:[^a-z0-9]|$)/i;

/** Nobody's token: a word for one, or the same few letters again and again. */
const isNobodys = (secret: string): boolean =>
  namedExample.test(secret) || entropyOf(secret.slice(-24)) < 2.7;

/** A token that begins so and goes on with letters of one kind. */
const token = (name: string, says: string, of: RegExp, rest: Partial<SecretRule> = {}): SecretRule => ({
  name,
  says,
  of,
  honest: isNobodys,
  ...rest,
});

const classesIn = (text: string): number =>
  [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/].filter((each) => each.test(text)).length;

const isMixed = (text: string): boolean => /[0-9]/.test(text) && /[A-Z]/.test(text) && /[a-z]/.test(text);

/** A value that stands for one, says where it is, or is made of words. */
const standIn =
  /^[$%{<[(]|\$\{|\{\{|%\(|:\/\/|^(?:data|env|file|vault|op|arn|urn|secretsmanager|ssm|sha\d+|md5|bearer|basic)[:-]|^\.{0,2}\/|process\.env|os\.environ|getenv|secrets\.|^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$|pass(?:word|wort|phrase)|p[a@4][s$5]{2}w[o0]rd|passwd|secret|s3cr[e3]t|token|api[-_]?key|change[-_]?(?:me|it|this)|hunter2|letmein|correct.?horse|admin|demo|default|local|wrong|invalid|expired|sandbox|replace|insert|enter|user|test/i;

const isStandIn = (value: string): boolean =>
  standIn.test(value) || isNobodys(value) || /^\$(?:2[aby]|argon2|scrypt|5|6)\$/.test(value);

/** Identifiers in any spelling: words with hardly a digit between them. */
const isWords = (value: string): boolean =>
  /^\p{L}*(?:[-_.:/ ]\p{L}*)*\d{0,4}$/u.test(value) ||
  /^[\w$]+(?:\.[\w$]+)*\(/.test(value) ||
  /^\d+$/.test(value);

const isTestFile = (path: string): boolean =>
  /(?:^|[/._-])(?:tests?|specs?|__tests__|__mocks__|fixtures?|mocks?|examples?|e2e|stories)(?:[/._-]|$)|(?:Test|Spec)s?\.\w+$/i.test(
    path,
  );

/** What a program made: its strings are not read as what a person assigned. */
const isMade = (path: string): boolean =>
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|composer\.lock|Gemfile\.lock|Cargo\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|go\.sum|deno\.lock|flake\.lock)$|\.(?:svg|map|snap|woff2?)$|\.min\.(?:js|css)$/i.test(
    path,
  );

function isHonestValue(value: string, path: string): boolean {
  if (isMade(path) || isStandIn(value) || isWords(value)) return true;
  const bits = entropyOf(value);
  if (value.length >= 16) return bits < 3 || !/\d/.test(value) || !/[a-z]/i.test(value);
  return isTestFile(path) || value.length < 10 || classesIn(value) < 3 || !/\d/.test(value) || bits < 3;
}

/** Names of what a person keeps for himself; not of what is said about it. */
const secretName =
  "(?:pass(?:word|wd|phrase)|pwd|secret|token|api[_-]?key|(?:access|auth|account|private|signing|encryption|master|session|storage)[_-]?key|credentials?)";
const notAbout =
  "(?![A-Za-z0-9_-]{0,40}(?:hash|digest|public|ur[il]|path|file|type|header|prefix|suffix|param|field|label|length|expir|ttl|regex|pattern|holder|select|class|column|message|title|text|error|hint|count|limit|max|min|version|issuer|scope|endpoint|kind|format|name|id)s?[\"'\\]]?\\s*[:=])";
/** "AWS::Api::ApiKey" names a kind of thing. */
const named = `(?<!::\\w{0,30})${secretName}${notAbout}[A-Za-z0-9_]{0,20}`;
const sign = "[\"'`\\]]{0,2}\\s{0,5}(?:=>|:=|={1,3}|:)\\s{0,5}";

const secretEnd = "(?![A-Za-z0-9])";
const secretStart = "(?<![A-Za-z0-9])";

/** A token of this source that stands by itself. */
const alone = (source: string): RegExp => new RegExp(`${secretStart}(?:${source})${secretEnd}`, "g");

const separator = "(?:\\\\[nr]|[\\s\"',\\\\])*";

export const secretRules: readonly SecretRule[] = [
  {
    name: "private-key",
    says: "a private key",
    of: new RegExp(
      `PRIVATE KEY(?: BLOCK)?-----${separator}[A-Za-z0-9+/=]{32,}(?:${separator}[A-Za-z0-9+/=]{16,})*(?:${separator}[A-Za-z0-9+/=]{1,15})?`,
      "g",
    ),
    honest: (key) => entropyOf(key.slice(-64)) < 3 || /example|redacted|x{8}|\.{3}/i.test(key),
  },
  token("aws-key", "an AWS access key", alone("(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}")),
  token(
    "gcp-service-account",
    "a key of a Google service account",
    /"private_key_id"\s{0,5}:\s{0,5}"([a-f0-9]{40})"/dg,
    {
      group: 1,
    },
  ),
  token("azure-key", "an Azure key", /(?:AccountKey|SharedAccessKey)=([A-Za-z0-9+/]{40,90}={1,2})/dg, {
    group: 1,
  }),
  token("azure-secret", "an Azure client secret", alone("[A-Za-z0-9_~.]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}")),
  token("azure-signature", "an Azure signature", /[?&;]sig=([A-Za-z0-9%+/]{40,90}(?:%3D|=))/dgi, {
    group: 1,
  }),
  token("github-token", "a GitHub token", /gh[pousr]_[A-Za-z0-9]{36,251}/g),
  token(
    "github-token",
    "a GitHub token",
    /(?:github_)?pat_(?:[A-Za-z0-9]{22}_[A-Za-z0-9]{50,60}|[A-Za-z0-9_]{70,90})/g,
  ),
  token("gitlab-token", "a GitLab token", /gl(?:pat|dt|rt|ptt|soat|cbt|ft|agent|oas)-[A-Za-z0-9_-]{20,}/g),
  token("npm-token", "an npm token", /npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g),
  token("pypi-token", "a PyPI token", /pypi-[A-Za-z0-9_-]{50,}|AgEIcHlwaS5vcmc[A-Za-z0-9_-]{40,}/g),
  token("slack-token", "a Slack token", /xox[abeoprs]-[A-Za-z0-9-]{20,}|xapp-\d-[A-Za-z0-9-]{20,}/g),
  token(
    "slack-hook",
    "an address of a Slack hook",
    /hooks\.slack\.com\/(?:services|workflows)\/T[A-Z0-9]{7,}\/[A-Z0-9]{8,}\/[A-Za-z0-9]{18,}/g,
  ),
  token("stripe-key", "a live Stripe key", /[sr]k_live_[A-Za-z0-9]{16,}/g),
  token("stripe-hook", "a secret of a Stripe hook", alone("whsec_[A-Za-z0-9+/]{32,}")),
  token("twilio-key", "a Twilio key", alone("SK[0-9a-f]{32}")),
  token("sendgrid-key", "a SendGrid key", /SG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{39,50}/g),
  token("anthropic-key", "an Anthropic key", /sk-ant-[A-Za-z0-9_-]{20,}/g),
  token(
    "anthropic-key",
    "an Anthropic key without its beginning",
    /(?:api|admin|oat|sid)\d\d-[A-Za-z0-9_-]{80,}/g,
  ),
  token("openai-key", "an OpenAI key", /sk-(?:proj-|svcacct-|admin-|None-)?[A-Za-z0-9_-]{20,}/g, {
    honest: (key) => isNobodys(key) || !isMixed(key) || entropyOf(key) < 3.5,
  }),
  token("openai-key", "an OpenAI key without its beginning", /T3BlbkFJ[A-Za-z0-9_-]{20,}/g, { widens: true }),
  token("google-key", "a Google API key", alone("AIza[0-9A-Za-z_-]{35}")),
  token("google-token", "a Google token", alone("ya29\\.[A-Za-z0-9_-]{40,}|GOCSPX-[A-Za-z0-9_-]{28}")),
  token("huggingface-token", "a Hugging Face token", /hf_[A-Za-z0-9]{30,}/g),
  token("jwt", "a JSON web token", /\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}/g, {
    widens: true,
    honest: (jwt) => /eyJzdWIiOiIxMjM0NTY3ODkwI/.test(jwt) || entropyOf(jwt) < 3,
  }),
  token("telegram-token", "a Telegram token", alone("\\d{8,10}:AA[A-Za-z0-9_-]{32,33}")),
  token(
    "discord-token",
    "a Discord token",
    alone("[MNO][A-Za-z0-9_-]{23,25}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,38}"),
  ),
  token("shopify-token", "a Shopify token", /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/g),
  token("digitalocean-token", "a DigitalOcean token", /do[opr]_v1_[a-f0-9]{64}/g),
  token("databricks-token", "a Databricks token", alone("dapi[a-f0-9]{32}")),
  token("vault-token", "a Vault token", alone("hv[bsr]\\.[A-Za-z0-9_-]{24,}")),
  token("linear-key", "a Linear key", /lin_api_[A-Za-z0-9]{40}/g),
  token("figma-token", "a Figma token", alone("figd_[A-Za-z0-9_-]{40}")),
  token("doppler-token", "a Doppler token", alone("dp\\.(?:pt|st|ct|sa)\\.[A-Za-z0-9._-]{40,}")),
  token("new-relic-key", "a New Relic key", alone("NRAK-[A-Z0-9]{27}")),
  token("postman-key", "a Postman key", alone("PMAK-[a-f0-9]{24}-[a-f0-9]{34}")),
  token("mailgun-key", "a Mailgun key", alone("key-[0-9a-f]{32}")),
  token("groq-key", "a Groq key", alone("gsk_[A-Za-z0-9]{50,54}")),
  token("age-key", "an age key", alone("AGE-SECRET-KEY-1[A-Z0-9]{58}")),
  {
    name: "password-in-address",
    says: "a password in an address",
    of: /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s:/@"'`<>]{0,80}:([^\s/@"'`<>]{3,150})@([a-z0-9_.-]{1,200})/dgi,
    group: 1,
    honest: (password, match) => {
      const isHere =
        /^(?:localhost|127\.|0\.0\.0\.0|[a-z0-9_-]+$|.*(?:\.local|\.test|example\.(?:com|org|net)|\.example)$)/i.test(
          match[2] as string,
        );
      if (isStandIn(password) || /^[a-z]+$/i.test(password)) return true;
      return isHere && (password.length < 16 || entropyOf(password) < 3.5);
    },
  },
  {
    name: "secret-value",
    says: "what looks like a secret",
    byName: true,
    of: new RegExp(`${named}${sign}(["'\`])([^"'\`\\s]{8,250})\\1`, "dgi"),
    group: 2,
    honest: (value, _, path) => isHonestValue(value, path),
  },
  {
    name: "secret-value",
    says: "what looks like a secret",
    byName: true,
    of: new RegExp(
      `^(?:[+\\-> \\t]{0,12}(?:export|set|ENV|ARG)?[ \\t]{0,4})(?:[A-Z0-9_]{0,40}(?:PASSWORD|PASSWD|PASSPHRASE|PWD|SECRET|TOKEN|API_?KEY|ACCESS_KEY|AUTH_KEY|PRIVATE_KEY|CREDENTIALS?)(?:_KEY|_BASE|_\\d+)?)[ \\t]{0,3}[=:][ \\t]{0,3}([^\\s"'\`#;,(){}]{8,250})[ \\t]{0,8}\\r?$`,
      "dgm",
    ),
    group: 1,
    honest: (value, _, path) => isHonestValue(value, path),
  },
  {
    name: "secret-value",
    says: "what looks like a secret",
    byName: true,
    of: new RegExp(
      `^[+\\-> \\t]{0,12}(?:[a-z][a-zA-Z0-9_.-]{0,40}?)?(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key|Password|Secret|Token|ApiKey|AccessKey)(?:_key)?[ \\t]{0,3}[=:][ \\t]{0,3}([A-Za-z0-9+/_=~!@%^&*-]{16,250})[ \\t]{0,8}\\r?$`,
      "dgm",
    ),
    group: 1,
    honest: (value, _, path) => isHonestValue(value, path) || !isMixed(value),
  },
  {
    name: "bearer-token",
    says: "a token in a header",
    of: /\b(?:Bearer|Basic)[ \t]{1,3}([A-Za-z0-9+/_.~-]{24,400}={0,2})/dg,
    group: 1,
    honest: (value, _, path) =>
      isMade(path) || isStandIn(value) || isWords(value) || !isMixed(value) || entropyOf(value) < 3.5,
  },
];
