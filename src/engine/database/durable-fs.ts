import { closeSync, fdatasyncSync, fsyncSync, openSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { NodeFS } from "@electric-sql/pglite/nodefs";

const walFile = /^[0-9A-F]{24}$/;

/**
 * PGlite's file system on disk, with the one thing it leaves out: what Postgres has committed is on the disk
 * before the commit returns. After a checkpoint every file of the data directory is flushed.
 */
export class DurableFs extends NodeFS {
  private readonly directory: string;
  private readonly seen = new Map<string, bigint>();

  constructor(directory: string) {
    super(directory);
    this.directory = directory;
  }

  override async syncToFs(relaxed?: boolean): Promise<void> {
    await super.syncToFs(relaxed);
    const wal = path.join(this.directory, "pg_wal");
    for (const name of list(wal)) {
      if (walFile.test(name)) this.flush(path.join(wal, name), fdatasyncSync);
    }
    const control = path.join(this.directory, "global", "pg_control");
    if (this.isNew(control)) this.flushAll();
  }

  private flushAll(): void {
    for (const entry of readdirSync(this.directory, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) this.flush(path.join(entry.parentPath, entry.name), fsyncSync);
    }
  }

  /** What lies untouched for so long has been written back by the system, whoever wrote it. */
  private static readonly settledMs = 60_000;

  private flush(file: string, sync: (descriptor: number) => void): void {
    if (!this.isNew(file)) return;
    const changed = changedAt(file);
    if (Date.now() - Number(changed / 1_000_000n) > DurableFs.settledMs) {
      this.seen.set(file, changed);
      return;
    }
    const descriptor = openSync(file, "r+");
    try {
      sync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    this.seen.set(file, changedAt(file));
  }

  private isNew(file: string): boolean {
    const at = changedAt(file);
    return at !== 0n && this.seen.get(file) !== at;
  }
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // initdb has not made it yet
  }
}

function changedAt(file: string): bigint {
  return statSync(file, { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? 0n;
}
