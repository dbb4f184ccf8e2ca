import type { AgentEnd, AgentEvent, SandboxFacts } from "../core/agent.ts";
import { gone } from "../core/budget.ts";
import { type Entry, Spending } from "../core/spending.ts";
import type { Usage } from "../core/usage.ts";
import { runHosted } from "./agent-host/follow.ts";
import { environmentOf } from "./allowance.ts";
import { assignmentOf } from "./assignment.ts";
import { attemptKey } from "./keys.ts";
import type { AttemptScene } from "./scene.ts";

/** What the engine learned from an agent's events, for the record. */
export interface AgentFacts {
  /** How the runtime knows the session: what a later attempt resumes. */
  session: string;
  usage: Usage;
  messages: Entry[];
  sandbox?: SandboxFacts;
}

/** One agent at work, from its first event to its end; what it uses is weighed against the run's budget. */
export class Watched {
  private readonly scene: AttemptScene;
  private readonly spending = new Spending();
  private session: string;
  private sandbox: SandboxFacts | undefined;

  constructor(scene: AttemptScene) {
    this.scene = scene;
    this.session = scene.session;
  }

  /** Throws HostLost when the agent's process is gone without a word. */
  async run(): Promise<AgentEnd> {
    const { hands, turn, signal } = this.scene;
    const overspent = hands.purse.open(attemptKey(turn));
    const end = await runHosted({
      directory: hands.place.host(turn.step, turn.attempt),
      assignment: await assignmentOf(this.scene, (event) => this.see(event)),
      environment: environmentOf(this.scene),
      signal: AbortSignal.any([signal, overspent]),
      onEvent: (event) => this.see(event),
    });
    if (end.kind !== "interrupted" || signal.aborted || !overspent.aborted) return end;
    const { budget, spent } = hands.purse.state(await hands.journal.state());
    const reason = `the budget of the run is gone: ${gone(budget, spent) ?? "all agents together used it"}`;
    return { kind: "failed", fault: "budget", reason };
  }

  facts(): AgentFacts {
    return {
      session: this.session,
      usage: this.spending.total,
      messages: this.spending.entries,
      ...(this.sandbox ? { sandbox: this.sandbox } : {}),
    };
  }

  private see(event: AgentEvent): void {
    const { context, hands, turn } = this.scene;
    this.spending.see(event);
    if (event.type === "session.started") this.session = event.session;
    if (event.type === "confined") this.sandbox = event.sandbox;
    if (event.type === "usage") void hands.purse.see(attemptKey(turn), this.spending.total);
    context.tell({ kind: "agent", run: hands.definition.id, step: turn.step, event });
  }
}
