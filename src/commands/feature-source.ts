import { UserError } from "../core/error.ts";
import { type IssueAddress, parseIssue } from "../forge/github/address.ts";

export interface SourceFlags {
  /** A spec file, or an issue: `42`, `#42`, its address. */
  spec?: string | undefined;
  forge?: string;
  host?: string;
  token?: string;
}

/** What is to be delivered, and where its issue and pull request are to live. */
export type Wanted =
  | { forge: "local"; file: string }
  | { forge: "github"; file: string }
  | { forge: "github"; issue: IssueAddress };

/** What the words of a command mean; nothing is read yet. Throws UserError. */
export function wantedBy({ spec = "", forge, host, token }: SourceFlags): Wanted {
  if (spec.trim() === "") throw nothingNamed();
  if (forge !== undefined && forge !== "local" && forge !== "github") throw unknownForge(forge);
  if (forge === "local") {
    if (/^https?:\/\//i.test(spec)) throw notLocal(spec);
    refuseForLocal({ host, token });
    return { forge, file: spec };
  }
  const issue = parseIssue(spec.trim());
  if (issue !== null) return { forge: "github", issue };
  if (forge === "github") return { forge, file: spec };
  refuseForLocal({ host, token });
  return { forge: "local", file: spec };
}

function refuseForLocal(flags: { host: string | undefined; token: string | undefined }): void {
  const flag = flags.host === undefined ? (flags.token === undefined ? null : "--token") : "--host";
  if (flag === null) return;
  throw new UserError(
    "NOT_ON_GITHUB",
    `${flag} is for runs on GitHub, and this one is on the local forge`,
    `leave it out, name an issue, or add --forge github`,
  );
}

const nothingNamed = (): UserError =>
  new UserError(
    "NOTHING_NAMED",
    "say what is to be delivered: a spec file, or an issue",
    "for example: phasegate run spec.md, phasegate run 42, phasegate run '#42' (a shell takes # without quotes for a comment)",
  );

const unknownForge = (forge: string): UserError =>
  new UserError("UNKNOWN_FORGE", `there is no forge ${forge}`, "the forges are local and github");

const notLocal = (address: string): UserError =>
  new UserError(
    "ISSUE_ON_LOCAL_FORGE",
    `${address.replace(/\/\/[^/@]*@/, "//")} is no spec file, and --forge local has no other issues`,
    "leave --forge out, or name a spec file",
  );
