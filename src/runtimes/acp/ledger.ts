import { constants } from "node:fs";
import { lstat, open, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { LedgerEntry, LedgerFormat } from "./agent.ts";

/** Follows the file in which an agent writes down what its messages used. */
export class Ledger {
  private readonly format: LedgerFormat;
  private readonly session: string;
  /** The config folder as this machine knows it. */
  private readonly config: string;
  private file: string | null = null;
  private position = 0;
  private reading: Promise<unknown> = Promise.resolve();

  constructor(format: LedgerFormat, session: string, config: string) {
    this.format = format;
    this.session = session;
    this.config = config;
  }

  /** Entries that were written since the last time; none when the file cannot be read. One call waits for another. */
  news(): Promise<LedgerEntry[]> {
    const next = this.reading.then(() => this.newEntries());
    this.reading = next.catch(() => undefined);
    return next;
  }

  private async newEntries(): Promise<LedgerEntry[]> {
    this.file ??= (await filesOf(this.format, this.session, this.config))[0] ?? null;
    const text = this.file === null ? "" : await this.more(this.file).catch(() => "");
    return text.split("\n").flatMap((line) => this.format.read(line));
  }

  /** The agent could have put anything there: only a plain file is read. */
  private async more(file: string): Promise<string> {
    const facts = await lstat(file);
    if (!facts.isFile() || facts.size <= this.position) return "";
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const bytes = Buffer.alloc(facts.size - this.position);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, this.position);
      const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a, bytesRead - 1) + 1);
      this.position += whole.length;
      return whole.toString("utf8");
    } finally {
      await handle.close();
    }
  }
}

/**
 * Before a session is gone on with, its file gets a name that the agent does not use: Gemini CLI names files by the
 * minute, and would empty one of the same minute. Files without a conversation, from earlier resumptions, go.
 */
export async function keepSession(format: LedgerFormat, session: string, config: string): Promise<void> {
  const [first, ...others] = await filesOf(format, session, config);
  if (first === undefined) return;
  const kept = path.join(path.dirname(first), format.keptName(session));
  if (first !== kept) await rename(first, kept);
  for (const other of others) await rm(other, { force: true });
}

/** The files of a session; the one with the conversation is the first by its name. */
async function filesOf(format: LedgerFormat, session: string, config: string): Promise<string[]> {
  let folders = [config];
  for (const name of format.folder) {
    const below = await Promise.all(
      folders.map(async (folder) => (name === "*" ? foldersIn(folder) : [path.join(folder, name)])),
    );
    folders = below.flat();
  }
  const found = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(folder).catch(() => []);
      return names.filter((name) => format.isOf(name, session)).map((name) => path.join(folder, name));
    }),
  );
  return found.flat().sort((a, b) => (path.basename(a) < path.basename(b) ? -1 : 1));
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name));
}
