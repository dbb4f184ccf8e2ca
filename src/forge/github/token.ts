import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { UserError } from "../../core/error.ts";
import { isGitHubsOwn, isOnThisMachine, siteOf } from "./address.ts";

/** How a process is let in at a host; `source` says where that came from, and never what it is. */
export type Login =
  | { kind: "token"; token: string; source: string }
  | { kind: "app"; id: string; privateKey: string; installation: number | null; source: string };

export interface Asker {
  host: string;
  /** What `--token` says. */
  flag?: string | undefined;
  variables: Readonly<Record<string, string | undefined>>;
}

/** The first of: `--token`, the variables for this host, gh, a GitHub App; null for none. Throws UserError. */
export async function findLogin(asker: Asker): Promise<Login | null> {
  return fromFlag(asker) ?? fromVariables(asker) ?? (await fromGh(asker)) ?? (await fromApp(asker));
}

/** The same for who needs one. Throws UserError that says what to do. */
export async function requireLogin(asker: Asker): Promise<Login> {
  const login = await findLogin(asker);
  if (login) return login;
  const { host } = asker;
  const [variable = ""] = variablesFor(host);
  const gh = isOnThisMachine(host) ? "" : `, or log in once with: gh auth login --hostname ${host}`;
  throw new UserError(
    "NO_TOKEN",
    `there is no token for ${host}`,
    `make one at ${siteOf(host)}/settings/tokens and set ${variable}${gh}; docs/github.md says which rights it needs`,
  );
}

/** As gh has it: a token for GitHub's own hosts is never sent to another server. */
export function variablesFor(host: string): string[] {
  const [own, enterprise] = [
    ["GH_TOKEN", "GITHUB_TOKEN"],
    ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"],
  ];
  if (isGitHubsOwn(host)) return own;
  return isOnThisMachine(host) ? [...own, ...enterprise] : enterprise;
}

function fromFlag({ flag }: Asker): Login | null {
  if (flag === undefined) return null;
  if (flag.trim() === "") throw badToken("--token", "is empty");
  return tokenOf(flag, "--token");
}

function fromVariables({ host, variables }: Asker): Login | null {
  const name = variablesFor(host).find((each) => (variables[each] ?? "").trim() !== "");
  return name === undefined ? null : tokenOf(variables[name] ?? "", name);
}

function tokenOf(text: string, source: string): Login {
  const token = text.trim();
  if (/^[\x21-\x7E]+$/.test(token)) return { kind: "token", token, source };
  throw badToken(source, "has blanks or characters in it that no token has");
}

const badToken = (source: string, what: string): UserError =>
  new UserError("BAD_TOKEN", `the token in ${source} ${what}`, "copy it again, whole and alone");

const longestAnswerMs = 5_000;

/** What gh would use for this host; gh need not be there. */
async function fromGh({ host, variables }: Asker): Promise<Login | null> {
  if (isOnThisMachine(host)) return null; // gh cannot do without encryption
  const text = await ask(["auth", "token", "--hostname", host], {
    ...variables,
    GH_PROMPT_DISABLED: "1",
    GH_NO_UPDATE_NOTIFIER: "1",
  });
  return text.trim() === "" ? null : tokenOf(text, `gh auth token --hostname ${host}`);
}

/** What gh prints; nothing where it fails, hangs or is not there. */
function ask(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve) => {
    const options = { env, timeout: longestAnswerMs, killSignal: "SIGKILL", windowsHide: true } as const;
    const child = execFile("gh", [...args], options, (error, stdout) => resolve(error ? "" : stdout));
    child.stdin?.on("error", () => undefined);
    child.stdin?.end();
  });
}

/** A GitHub App: its number and key; the installation is found when it is not given. */
async function fromApp({ variables }: Asker): Promise<Login | null> {
  const id = variables["PHASEGATE_APP_ID"]?.trim() ?? "";
  if (id === "") return null;
  if (!/^[A-Za-z0-9._-]+$/.test(id)) throw badApp("PHASEGATE_APP_ID is no number or client id of an App");
  const installation = variables["PHASEGATE_APP_INSTALLATION"]?.trim() ?? "";
  if (!/^\d*$/.test(installation)) throw badApp("PHASEGATE_APP_INSTALLATION is no number");
  return {
    kind: "app",
    id,
    privateKey: await appKey(variables),
    installation: installation === "" ? null : Number(installation),
    source: `GitHub App ${id}`,
  };
}

async function appKey(variables: Asker["variables"]): Promise<string> {
  const text = variables["PHASEGATE_APP_PRIVATE_KEY"]?.replaceAll(String.raw`\n`, "\n").trim() ?? "";
  const file = variables["PHASEGATE_APP_PRIVATE_KEY_FILE"] ?? "";
  if (text === "" && file === "")
    throw badApp(
      "PHASEGATE_APP_ID is set, and no PHASEGATE_APP_PRIVATE_KEY or PHASEGATE_APP_PRIVATE_KEY_FILE",
    );
  const key = text === "" ? (await keyIn(file)).trim() : text;
  if (/^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(key)) return key;
  throw badApp(`the private key of the App (${text === "" ? file : "PHASEGATE_APP_PRIVATE_KEY"}) is no PEM`);
}

const keyIn = (file: string): Promise<string> =>
  readFile(file, "utf8").catch((error: unknown) => {
    throw badApp(`the private key of the App cannot be read: ${file}`, error);
  });

const badApp = (message: string, cause?: unknown): UserError =>
  new UserError("BAD_APP", message, "docs/github.md says how an App is used", { cause });
