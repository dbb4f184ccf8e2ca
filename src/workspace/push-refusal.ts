import { type KnownRefusal, refusals } from "./push-refusals.ts";

/** What git printed, with `--porcelain` for a push. */
export interface GitWords {
  stdout: string;
  stderr: string;
}

/** Why a remote refuses; each kind is mended in another way. */
export type RefusalKind =
  | "protected"
  | "rules"
  | "signatures"
  | "secrets"
  | "size"
  | "name"
  | "workflow"
  | "hook"
  | "checked-out"
  | "quota"
  | "archived"
  | "disabled"
  | "missing"
  | "moved"
  | "login"
  | "forbidden"
  | "certificate"
  | "plain"
  | "rejected";

/** What a person must know: what happened and why, with the remote's own words, and what mends it. */
export interface PushRefusal {
  kind: RefusalKind;
  message: string;
  remedy: string;
}

/** The remote refuses, and will do so again until a person has mended it. */
export class PushRefused extends Error {
  override readonly name = "PushRefused";
  readonly kind: RefusalKind;
  readonly remedy: string;

  constructor({ kind, message, remedy }: PushRefusal, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.remedy = remedy;
  }
}

/** All that a person must know about a refusal. */
export const adviceOf = ({ message, remedy }: PushRefusal): string => `${message}\n\nTo mend it: ${remedy}.`;

/**
 * Why git could not push to a remote, or not read from it: a refusal that a person must mend, "transient" when it may
 * mend by itself, null when nothing in its words is known.
 */
export function explainPush(words: GitWords): PushRefusal | "transient" | null {
  const text = `${words.stdout}\n${words.stderr}`;
  if (/^remote: .*rate limit/im.test(words.stderr)) return "transient"; // GitHub says it with a 403
  const known = refusals.find(({ sign }) => sign.test(text));
  if (known) return told(known, words);
  if (transient.test(text)) return "transient";
  return /\[remote rejected\]/.test(words.stdout) ? told(rejected, words) : null;
}

/** The branch has moved at the remote: somebody pushed, or pushes at this very moment. */
export const isOvertaken = ({ stdout, stderr }: GitWords): boolean =>
  /^!\t.*\t\[rejected\]/m.test(stdout) ||
  /^!\t.*\t\[remote rejected\] \(non-fast-forward\)/m.test(stdout) ||
  (/^!\t.*\t\[remote rejected\]/m.test(stdout) &&
    /cannot lock ref .*(?:is at [0-9a-f]{7,} but expected|reference already exists)/.test(stdout + stderr));

const transient = new RegExp(
  [
    "could not resolve host",
    "failed to connect|couldn't connect|connection (?:refused|reset|was reset|timed out)",
    "network is unreachable|no route to host",
    "timed out|operation too slow|timeout was reached",
    "recv failure|send failure|empty reply from server|transfer closed",
    "ssl_connect|gnutls_handshake|unexpected eof",
    "rpc failed|early eof|unexpected disconnect|hung up unexpectedly",
    "returned error: (?:429|5\\d\\d)|internal server error|service unavailable|bad gateway",
    "failed to update ref|cannot lock ref|unable to create '[^']*\\.lock'",
  ].join("|"),
  "i",
);

const rejected: Omit<KnownRefusal, "sign"> = {
  kind: "rejected",
  says: "The remote does not take the branch",
  remedy: "ask who keeps the repository, and try again when it is mended",
};

function told(known: Omit<KnownRefusal, "sign">, words: GitWords): PushRefusal {
  const { kind, says, remedy, quotes = "remote" } = known;
  const quoted = quotes === "nobody" ? "" : quote(quotes === "git" ? gitWords(words) : remoteWords(words));
  const who = quotes === "git" ? "git" : "It";
  return { kind, message: quoted === "" ? `${says}.` : `${says}. ${who} says:\n${quoted}`, remedy };
}

const maxLines = 40;
const maxCharacters = 3_000;

const quote = (lines: readonly string[]): string =>
  lines
    .slice(0, maxLines)
    .map((line) => harmless(line).trimEnd())
    .join("\n")
    .slice(0, maxCharacters);

function remoteWords({ stdout, stderr }: GitWords): string[] {
  const lines = stderr.split("\n").flatMap((line) => /^remote: ?(.*)$/.exec(line)?.[1] ?? []);
  const status = /^!\t.*\t\[remote rejected\] \((.*)\)$/m.exec(stdout)?.[1] ?? "";
  return [...lines, /hook declined|rule violations/.test(status) ? "" : status].filter(isWord);
}

const gitWords = ({ stderr }: GitWords): string[] =>
  stderr.split("\n").filter((line) => /^(?:fatal|error): /.test(line));

/** Neither a rule of dashes nor advice for people who push by hand. */
const isWord = (line: string): boolean =>
  /[\p{L}\p{N}]/u.test(line) && !/\(\?\) Learn how|^error: Trace: |^Resolving deltas/.test(line.trim());

/** Without what a terminal would obey, and without a password in an address. */
const harmless = (line: string): string =>
  line.replaceAll(/[\p{Cc}\p{Cf}]/gu, "").replaceAll(/\/\/[^/@\s]+@/g, "//");
