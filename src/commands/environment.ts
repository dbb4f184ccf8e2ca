import type { Engine } from "../engine/engine.ts";

/** Where text goes: the terminal, a pipe, or a test. */
export interface Screen {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number;
}

/** All that a command may know of the world around it. */
export interface Environment {
  cwd: string;
  variables: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  userHome: string;
  userName: string;
  out: Screen;
  error: Screen;
  now(): Date;
  /** At least 0, less than 1. */
  random(): number;
  /** `token` is what lets the engine in at a forge; without it the engine looks where one usually is. */
  openEngine(home: string, access?: { token?: string | undefined }): Promise<Engine>;
  /** How a forge on the network is asked. */
  fetch: typeof fetch;
  /** Calls back once for Ctrl-C or SIGTERM; a second one ends the process at once. Returns what stops it. */
  onInterrupt(listener: () => void): () => void;
}

/** Print the one object that `--json` promises. */
export function printJson(environment: Environment, value: unknown): void {
  environment.out.write(`${JSON.stringify(value, null, 2)}\n`);
}
