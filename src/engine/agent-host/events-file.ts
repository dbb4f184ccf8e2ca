import { type FSWatcher, watch } from "node:fs";
import { open } from "node:fs/promises";
import type { AgentEnd, AgentEvent } from "../../core/agent.ts";
import { hostFiles } from "./files.ts";

/** Longest time that a lost notice of the file system goes unseen. */
const pollMs = 100;

/** Reads a host's events as they are written, from the first one on. */
export class EventsFile {
  private readonly file: string;
  private offset = 0;
  private rest = Buffer.alloc(0);

  constructor(file: string) {
    this.file = file;
  }

  /** Events that have been written since the last call; half a line waits for its other half. */
  async more(): Promise<AgentEvent[]> {
    const handle = await open(this.file, "r").catch(() => null);
    if (!handle) return [];
    try {
      const { size } = await handle.stat();
      if (size <= this.offset) return [];
      const chunk = Buffer.alloc(size - this.offset);
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, this.offset);
      this.offset += bytesRead;
      return this.lines(chunk.subarray(0, bytesRead));
    } finally {
      await handle.close();
    }
  }

  private lines(chunk: Buffer): AgentEvent[] {
    const all = Buffer.concat([this.rest, chunk]);
    const end = all.lastIndexOf("\n") + 1;
    this.rest = all.subarray(end);
    return all
      .subarray(0, end)
      .toString("utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as AgentEvent);
  }
}

/** How the agent of an attempt ended; null when nothing says so. */
export async function endOf(directory: string): Promise<AgentEnd | null> {
  const events = await new EventsFile(hostFiles(directory).events).more();
  const last = events.findLast((event) => event.type === "ended");
  return last?.type === "ended" ? last.end : null;
}

/** Wakes its waiter when something in a folder changes, and from time to time anyway. */
export class Waker {
  private readonly watcher: FSWatcher | null;
  private wake: () => void = () => undefined;
  private isRung = false;

  constructor(directory: string) {
    this.watcher = watchOrNull(directory, () => this.ring());
  }

  ring(): void {
    this.isRung = true;
    this.wake();
  }

  async next(): Promise<void> {
    if (!this.isRung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pollMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.isRung = false;
  }

  close(): void {
    this.watcher?.close();
  }
}

/** Where no more watchers are to be had, the poll alone must do. */
function watchOrNull(directory: string, onChange: () => void): FSWatcher | null {
  try {
    return watch(directory, onChange).on("error", () => undefined);
  } catch {
    return null;
  }
}
