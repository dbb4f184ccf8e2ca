import type { AgentEvent } from "../core/agent.ts";
import type { Budget } from "../core/budget.ts";
import type { Definition } from "../core/definition.ts";
import type { KeyedEvent } from "../core/event.ts";
import type { PhaseName } from "../core/phase.ts";
import type { RunStatus } from "../core/status.ts";
import type { Verification } from "../core/verification.ts";
import type { RecalledRun, Whereabouts } from "./restore/recall.ts";
import type { RestoredRun } from "./restore/restore.ts";

/** What people see while a run is under way or verified. Only events are stored; the others are shown and gone. */
export type RunNews =
  | { kind: "event"; run: string; event: KeyedEvent }
  | { kind: "agent"; run: string; step: string; event: AgentEvent }
  | { kind: "verify"; run: string; text: string }
  /** `isFact`: nothing is amiss. */
  | { kind: "forge"; run: string; text: string; isFact?: true };

/** Everything that can be done with runs. The owner of the state does it; other processes ask the owner. */
export interface Engine {
  /** Store the definition and begin to deliver it. */
  start(definition: Definition): Promise<RunStatus>;
  /**
   * Go on with a run that stopped, was cancelled, waits or was left by a dead engine. A budget takes the place of
   * the run's own; only a run that is not under way can be given one. Of a ready run the forge is told what an
   * engine that died could not say any more.
   */
  resume(run: string, budget?: Budget | null): Promise<RunStatus>;
  /** Read the record of a run at its forge and prove it; nothing is kept. Throws UserError for what is not proven. */
  recall(where: Whereabouts): Promise<RecalledRun>;
  /** Keep a run that was lost with another home and is proven by its record at the forge; it can be resumed then. */
  restore(restored: RestoredRun): Promise<RunStatus>;
  answer(
    run: string,
    phase: PhaseName | null,
    answer: { approved: boolean; by: string; reason: string },
  ): Promise<RunStatus>;
  /** Answer the question that the run waits for; throws UserError when there is none or the answer is not one. */
  reply(run: string, answer: { number: number; text: string; by: string }): Promise<RunStatus>;
  /** Look once at what people said and did on the forge, and do it: an answer lets a waiting run go on. */
  heed(run: string): Promise<RunStatus>;
  /** End the run and its agents; within two seconds nothing of them is left. */
  cancel(run: string, reason: string): Promise<RunStatus>;
  /** Stop a run so that it can be resumed; its agents are ended as by `cancel`. */
  interrupt(run: string): Promise<RunStatus>;
  status(run: string): Promise<RunStatus | null>;
  list(filter?: { repository?: string }): Promise<RunStatus[]>;
  artifacts(run: string): Promise<{ name: string; version: number; body: string; at: string }[]>;
  /** Repeat all that a run recorded, from scratch and without touching it; says what differs. */
  verify(run: string): Promise<Verification>;
  /** Remove a run that is not under way: its state, trees and clones. The branch and the forge's records stay. */
  clean(run: string): Promise<void>;
  /** Called for all that happens from now on; returns what stops it. */
  follow(listener: (news: RunNews) => void): () => void;
  /** Resolves when the run is not `running` any more. */
  settled(run: string): Promise<RunStatus>;
  /**
   * Let go of the state. A run that is under way goes on with the next process that asks for it; when this
   * process was its owner, it must end now.
   */
  close(): Promise<void>;
}
