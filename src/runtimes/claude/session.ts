import type { Query, SDKUserMessage } from "@anthropic-ai/claude-agent-sdk";
import type { AgentEnd, AgentEvent, SandboxFacts } from "../../core/agent.ts";
import type { Confinement } from "../../workspace/sandbox/confinement.ts";
import { fieldsOf } from "../loose.ts";
import { Queue } from "../queue.ts";
import { endOfGone } from "../gone.ts";
import type { Session } from "../runtime.ts";
import type { Asked } from "./gate.ts";
import type { Program } from "./program.ts";
import { Reading } from "./reading.ts";

/** How long the program may take to end a turn, or itself, when it is asked to. */
const graceMs = 3_000;

interface Parts {
  id: string;
  tools: readonly string[];
  query: Query;
  prompts: Queue<SDKUserMessage>;
  program: Program;
  confinement: Confinement;
}

export class ClaudeSession implements Session {
  readonly id: string;
  readonly sandbox: SandboxFacts;
  private readonly parts: Parts;
  private readonly events = new Queue<AgentEvent>();
  /** The turn under way. */
  private reading: Reading | null = null;
  private problem = "it ended by itself";
  private readonly listening: Promise<void>;
  private closing: Promise<void> | null = null;
  private deadline: NodeJS.Timeout | undefined;

  constructor(parts: Parts) {
    this.id = parts.id;
    this.sandbox = parts.confinement.sandbox;
    this.parts = parts;
    this.listening = this.listen();
  }

  async *send(text: string): AsyncGenerator<AgentEvent> {
    const reading = new Reading({ tools: this.parts.tools, tree: this.parts.confinement.tree });
    this.reading = reading;
    this.parts.prompts.put({
      type: "user",
      message: { role: "user", content: text },
      parent_tool_use_id: null,
    });
    for (;;) {
      const event = await this.events.next();
      if (event === null) return yield* reading.close(this.endOfProgram());
      yield event;
      if (event.type === "ended") return;
    }
  }

  /** What the gate asks and answers, after the call that it is about. */
  tell({ id, tool, input }: Asked, event: AgentEvent): void {
    const called = this.reading?.takeCall(id, tool, input) ?? [];
    for (const each of [...called, event]) this.events.put(each);
  }

  interrupt(): Promise<void> {
    if (!this.reading) return Promise.resolve();
    this.reading.verdict ??= { kind: "interrupted" };
    return this.stopTurn();
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    const { prompts, program, query, confinement } = this.parts;
    prompts.end();
    if (!this.reading) await program.ended(graceMs);
    query.close();
    await confinement.close();
    await this.listening;
  }

  private async listen(): Promise<void> {
    try {
      for await (const message of this.parts.query) this.hear(message);
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
    clearTimeout(this.deadline);
    this.events.end();
  }

  private hear(message: unknown): void {
    const { reading } = this;
    if (!reading) return;
    for (const event of reading.take(message)) {
      this.events.put(event);
      if (event.type === "ended") this.reading = null;
    }
    if (!this.reading) clearTimeout(this.deadline);
    // An interruption that came before the turn had begun was for nothing, so it is said again.
    else if (reading.verdict && fieldsOf(message)["type"] === "system") void this.stopTurn();
  }

  private async stopTurn(): Promise<void> {
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => void this.parts.confinement.close().catch(() => undefined), graceMs);
    await this.parts.query.interrupt().catch(() => undefined);
  }

  private endOfProgram(): AgentEnd {
    if (this.closing) return { kind: "interrupted" };
    const { program, confinement } = this.parts;
    const reason = [`Claude Code is gone: ${this.problem}`, program.lastWords];
    const what = reason.filter((part) => part !== "").join("\n");
    return endOfGone(what, { isKilled: program.wasKilled, broke: confinement.whyEnded() });
  }
}
