import type { ChildProcessWithoutNullStreams } from "node:child_process";
import type { Options } from "@anthropic-ai/claude-agent-sdk";
import { wasKilled } from "../gone.ts";
import type { Confinement } from "../../workspace/sandbox/confinement.ts";

/** Claude Code's process: started when the SDK asks for it, in the place that holds it. */
export class Program {
  private readonly command: readonly string[];
  private readonly confinement: Confinement;
  private child: ChildProcessWithoutNullStreams | null = null;
  private complaints = "";

  constructor(command: readonly string[], confinement: Confinement) {
    this.command = command;
    this.confinement = confinement;
  }

  readonly start: NonNullable<Options["spawnClaudeCodeProcess"]> = ({ args, env, signal }) => {
    const given = Object.entries(env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    const child = this.confinement.spawn([...this.command, ...args], { env: Object.fromEntries(given) });
    child.stdin.on("error", () => undefined); // it ended before it read everything, and its end says why
    child.stderr.on("data", (chunk: Buffer) => {
      this.complaints = `${this.complaints}${chunk.toString("utf8")}`.slice(-4_000);
    });
    signal.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
    this.child = child;
    return child;
  };

  /** Resolves when the process has ended, or was never there; at the latest after `ms`. */
  async ended(ms: number): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      const settle = (): void => {
        clearTimeout(timer);
        resolve();
      };
      child.once("exit", settle);
      child.once("error", settle);
    });
  }

  get wasKilled(): boolean {
    return this.child !== null && wasKilled(this.child.exitCode, this.child.signalCode);
  }

  /** What it printed for people to read, at its end. */
  get lastWords(): string {
    return this.complaints.trim();
  }
}
