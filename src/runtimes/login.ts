import { createHash, randomUUID } from "node:crypto";
import {
  access,
  chmod,
  constants,
  lstat,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import path from "node:path";
import type { Assignment } from "../core/agent.ts";
import type { Policy } from "../core/policy.ts";
import { freePath } from "./folders.ts";

/** A file of the user's own login. */
export interface LoginFile {
  /** Absolute. */
  own: string;
  /** Where a session's program looks for it: below the folder of its sessions, with `/`. */
  copy: string;
}

/** A file that a session has now. */
interface Loan extends LoginFile {
  /** SHA-256 of what was lent. */
  digest: string;
  /** Whether only the session's program can have changed it. */
  isTrusted: boolean;
}

/** Who is lent a login: an agent that may run commands can write into its own folder whatever it likes. */
type Borrower = Pick<Assignment, "sessions"> & { policy: Pick<Policy, "shell"> };

/** Nobody's login is longer, in bytes. */
const longest = 1024 * 1024;

export const hasLogin = (file: string): Promise<boolean> =>
  access(file, constants.R_OK).then(
    () => true,
    () => false,
  );

/**
 * Lends the user's login to a session: a copy that only the user reads. Of what is in it we know nothing. The first
 * file is the login itself; false when it is not there, and then nothing is lent.
 */
export async function lendLogin(borrower: Borrower, files: readonly LoginFile[]): Promise<boolean> {
  const { sessions, policy } = borrower;
  const [first] = files;
  if (!first || !(await hasLogin(first.own))) return false;
  const lent: { loan: Loan; bytes: Buffer }[] = [];
  for (const file of files) {
    const bytes = await readFile(file.own).catch(() => null);
    if (bytes) lent.push({ loan: { ...file, digest: digestOf(bytes), isTrusted: !policy.shell }, bytes });
  }
  await mkdir(sessions, { recursive: true, mode: 0o700 });
  // Noted before it is done, so that a copy is found again whenever this process ends.
  await writeFile(noteOf(sessions), JSON.stringify(lent.map(({ loan }) => loan)), { mode: 0o600 });
  for (const { loan, bytes } of lent)
    await writeFile(await freePath(sessions, loan.copy), bytes, { flag: "wx", mode: 0o600 });
  return true;
}

/**
 * Takes back what was lent, when no program of the session is alive any more. A login that was renewed meanwhile may be
 * the only one that is still good, so it becomes the user's own, unless theirs has changed as well, or the agent could
 * have put another one there. Never throws: what fails is tried again with the next session.
 */
export async function takeLoginBack(sessions: string): Promise<void> {
  try {
    for (const loan of await loansOf(sessions)) {
      const copy = await copyOf(sessions, loan);
      if (copy === null) continue;
      await giveBack(loan, copy);
      await rm(copy, { recursive: true, force: true });
    }
    await rm(noteOf(sessions), { force: true });
  } catch {
    // a login is no reason to lose what the agent did
  }
}

/** The same for every session with its folder in this one. */
export async function takeLoginsBack(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const noted = names.filter((name) => name.endsWith(noteEnding));
  for (const name of noted) await takeLoginBack(path.join(folder, name.slice(0, -noteEnding.length)));
}

const noteEnding = ".login.json";

/** Beside the folder of the sessions, where no agent that is held can write. */
const noteOf = (sessions: string): string => `${path.resolve(sessions)}${noteEnding}`;

async function loansOf(sessions: string): Promise<Loan[]> {
  const text = await readFile(noteOf(sessions), "utf8").catch(() => "[]");
  return JSON.parse(text) as Loan[];
}

/** Null when a folder on the way was taken away, or leads elsewhere. */
async function copyOf(sessions: string, { copy }: Loan): Promise<string | null> {
  const file = path.join(await realpath(sessions), copy);
  const folder = await realpath(path.dirname(file)).catch(() => null);
  return folder === path.dirname(file) ? file : null;
}

async function giveBack({ own, digest, isTrusted }: Loan, copy: string): Promise<void> {
  if (!isTrusted) return;
  const facts = await lstat(copy).catch(() => null);
  if (!facts?.isFile() || facts.size === 0 || facts.size > longest) return;
  const renewed = await readFile(copy);
  if (digestOf(renewed) === digest) return;
  const present = await readFile(own).catch(() => null);
  if (present && digestOf(present) === digest) await replace(await realpath(own), renewed);
}

/** All of it or nothing, with the rights that it had. */
async function replace(file: string, bytes: Buffer): Promise<void> {
  const { mode } = await stat(file);
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, bytes, { flag: "wx", mode: 0o600, flush: true });
    await chmod(draft, mode & 0o777);
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

const digestOf = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
