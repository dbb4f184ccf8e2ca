import { rm } from "node:fs/promises";
import { choiceOf } from "../core/choice.ts";
import type { Budget } from "../core/budget.ts";
import type { Definition } from "../core/definition.ts";
import { UserError } from "../core/error.ts";
import type { RunEvent } from "../core/event.ts";
import { statusOf, type RunStatus } from "../core/status.ts";
import type { Verification } from "../core/verification.ts";
import { ForgeUnavailable } from "../forge/forge.ts";
import { reap } from "./agent-host/reap.ts";
import { type Approval, approvalEntries, type Entry, replyEntries } from "./answers.ts";
import { EngineContext, type EngineParts } from "./context.ts";
import type { EngineDatabase } from "./database/open-database.ts";
import type { Deliveries } from "./deliveries.ts";
import { closeLauncher, useLauncher } from "../workspace/launcher/launcher.ts";
import type { Engine, RunNews } from "./engine.ts";
import { failpoint } from "./failpoint.ts";
import { heed, type Heeded, nothingHeard } from "./heed.ts";
import { allow, interrupt } from "./interruption.ts";
import { Listening } from "./listening.ts";
import { placeOf } from "./place.ts";
import { CarriedOnElsewhere } from "./record.ts";
import type { RecalledRun, Whereabouts } from "./restore/recall.ts";
import type { RestoredRun } from "./restore/restore.ts";
import {
  budgetIsFixed,
  cannotWrite,
  closedToRun,
  notAnAnswer,
  nothingAsked,
  runIsElsewhere,
} from "./refusals.ts";
import { settleAttempts } from "./settle-attempts.ts";
import { Verifications } from "./verify/verifications.ts";

export interface LocalEngineParts extends EngineParts {
  database: EngineDatabase;
  /** The same for every process that owns this home: what one leaves, the next one recovers. */
  executor: string;
}

/** The engine in this process, on a database that it owns. Workflows start with the first run that needs them. */
export class LocalEngine implements Engine {
  private readonly context: EngineContext;
  private readonly parts: LocalEngineParts;
  private readonly listening: Listening;
  private launching: Promise<Deliveries> | null = null;

  constructor(parts: LocalEngineParts) {
    this.parts = parts;
    this.context = new EngineContext(parts, parts.executor);
    this.context.closed = (run, error) => void this.endIfOpen(run, error.message).catch(() => undefined);
    this.listening = new Listening(parts.pollMs, (run) => this.listen(run));
    this.unwritable = parts.database.unwritable.then((error) => {
      this.isUnwritable = true;
      throw cannotWrite(parts.home, error);
    });
    this.unwritable.catch(() => undefined); // heard by whoever waits for something
  }

  /** Rejects when nothing can be recorded any more: what is under way is left to the next engine. */
  private readonly unwritable: Promise<never>;
  private isUnwritable = false;

  private writable<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.unwritable]);
  }

  start(definition: Definition): Promise<RunStatus> {
    return this.writable(this.startNow(definition));
  }

  private async startNow(definition: Definition): Promise<RunStatus> {
    await this.parts.store.create(definition);
    failpoint("run.created");
    await (await this.launch()).start(definition.id, 1);
    this.listening.begin(definition.id);
    return this.known(definition.id);
  }

  resume(id: string, budget: Budget | null = null): Promise<RunStatus> {
    return this.writable(this.resumeNow(id, budget));
  }

  private async resumeNow(id: string, budget: Budget | null): Promise<RunStatus> {
    const status = await this.known(id);
    if (status.status === "ready") return this.sayLastWord(status);
    if (status.status !== "running") return this.goOn(status, budget);
    if (budget !== null) throw budgetIsFixed(status.id);
    const elsewhere = await this.elsewhere(status.id);
    if (elsewhere) {
      await this.end(status.id, "stopped", elsewhere.message);
      return this.known(status.id);
    }
    await (await this.launch()).start(status.id, await this.generation(status.id));
    this.listening.begin(status.id);
    return this.known(status.id);
  }

  /** An engine may have died between the end of a run and its last word on the forge. */
  private async sayLastWord(status: RunStatus): Promise<RunStatus> {
    (await this.context.of(status.id)).publisher.touch();
    await this.context.release(status.id);
    return status;
  }

  async recall(where: Whereabouts): Promise<RecalledRun> {
    const { recallRun } = await import("./restore/recall.ts");
    const never = new AbortController().signal;
    const tell = (text: string): void => this.context.tell({ kind: "forge", run: where.run ?? "", text });
    return recallRun(this.parts, where, { signal: () => never, tell });
  }

  restore(restored: RestoredRun): Promise<RunStatus> {
    return this.writable(this.restoreNow(restored));
  }

  private async restoreNow(restored: RestoredRun): Promise<RunStatus> {
    useLauncher();
    const { restoreRun } = await import("./restore/restore.ts");
    await restoreRun(this.context, restored);
    return this.known(restored.definition.id);
  }

  /** What people said on the forge meanwhile is heard first. */
  private async goOn({ id, status }: RunStatus, budget: Budget | null): Promise<RunStatus> {
    const elsewhere = await this.elsewhere(id);
    if (elsewhere) throw runIsElsewhere(id, elsewhere);
    const heeded = await this.look(id);
    if (heeded.closed !== null) throw closedToRun(id, heeded.closed);
    if (heeded.stop !== null && status === "waiting")
      await this.end(id, "stopped", heeded.stop.reason, heeded.stop.heard);
    const now = await this.known(id);
    return now.status === status ? this.nextGeneration(id, budget) : now;
  }

  async heed(id: string): Promise<RunStatus> {
    const status = await this.known(id);
    const { closed, stop, goesOn } = await this.look(status.id);
    const isOpen = status.status === "running" || status.status === "waiting";
    const reason = closed ?? stop?.reason;
    if (isOpen && reason !== undefined) await this.end(status.id, "stopped", reason, stop?.heard);
    else if (goesOn && status.status !== "running" && status.status !== "ready")
      await this.nextGeneration(status.id, null);
    return this.known(status.id);
  }

  /** Whether another home has taken the run from its record; null also where the forge cannot be asked now. */
  private async elsewhere(run: string): Promise<CarriedOnElsewhere | null> {
    const { recorder } = await this.context.of(run);
    return recorder.refuseElsewhere().then(() => null, carriedOnOrAway);
  }

  private async look(run: string): Promise<Heeded> {
    const hands = await this.context.of(run);
    return heed(hands, await this.generation(run)).catch((error: unknown) => {
      if (error instanceof ForgeUnavailable) return nothingHeard;
      throw error;
    });
  }

  private async listen(run: string): Promise<{ goesOn: boolean }> {
    const { forge } = await this.context.of(run);
    if (!forge.capabilities.people) return { goesOn: false };
    const elsewhere = await this.elsewhere(run);
    if (elsewhere) await this.endIfOpen(run, elsewhere.message);
    return { goesOn: (await this.heed(run)).status === "running" };
  }

  private async nextGeneration(run: string, budget: Budget | null): Promise<RunStatus> {
    const deliveries = await this.launch();
    allow(run);
    await settleAttempts(await this.context.of(run));
    const generation = (await this.generation(run)) + 1;
    const given = budget === null ? {} : { budget };
    const event = { type: "run.resumed" as const, generation, ...given };
    await this.note(run, [{ key: `run/${generation}/resumed`, event }]);
    await deliveries.start(run, generation);
    this.listening.begin(run);
    return this.known(run);
  }

  async answer(id: string, phase: string | null, answer: Approval): Promise<RunStatus> {
    const status = await this.known(id);
    const asked = status.phases.find(
      (each) => each.status === "waiting" && (phase === null || each.name === phase),
    );
    if (!asked) throw nothingAsked(status.id);
    await this.note(status.id, approvalEntries(await this.generation(status.id), asked.name, answer));
    return this.known(status.id);
  }

  async reply(id: string, answer: { number: number; text: string; by: string }): Promise<RunStatus> {
    const status = await this.known(id);
    const hands = await this.context.of(status.id);
    const { question } = await hands.journal.state();
    if (!question) throw nothingAsked(status.id);
    const choice = choiceOf(question.offers, answer.number, answer.text);
    if (typeof choice === "string") throw notAnAnswer(status.id, choice, question.offers);
    const made = { choice, by: answer.by };
    await this.note(status.id, replyEntries(await this.generation(status.id), question, made));
    return this.known(status.id);
  }

  async cancel(id: string, reason: string): Promise<RunStatus> {
    const status = await this.known(id);
    if (status.status === "ready" || status.status === "cancelled") return status;
    await this.writable(this.end(status.id, "cancelled", reason));
    return this.known(status.id);
  }

  async status(id: string): Promise<RunStatus | null> {
    const record = await this.parts.store.find(id);
    if (!record) return null;
    return statusOf(record.definition, record.events, record.crashes);
  }

  async list(filter: { repository?: string } = {}): Promise<RunStatus[]> {
    const records = await this.parts.store.list(filter);
    return records.map(({ definition, events, crashes }) => statusOf(definition, events, crashes));
  }

  async artifacts(id: string): Promise<{ name: string; version: number; body: string; at: string }[]> {
    const status = await this.known(id);
    return this.parts.store.artifacts(status.id);
  }

  private readonly verifications = new Verifications();

  async verify(id: string): Promise<Verification> {
    const { id: run } = await this.known(id);
    const record = await this.parts.store.find(run);
    if (!record) throw new Error(`run ${run} has just been removed`);
    const tell = (text: string): void => this.context.tell({ kind: "verify", run, text });
    const { parts } = this;
    return this.verifications.begin({ parts, record, executor: parts.executor }, tell);
  }

  async clean(id: string): Promise<void> {
    const status = await this.known(id);
    if (status.status === "running") {
      throw new UserError(
        "RUN_IS_UNDER_WAY",
        `run ${status.id} is under way`,
        `end it first: phasegate cancel ${status.id}`,
      );
    }
    await this.context.release(status.id);
    await rm(placeOf(this.parts.home, status.id).root, { recursive: true, force: true });
    await this.parts.store.remove(status.id);
  }

  follow(listener: (news: RunNews) => void): () => void {
    return this.context.follow(listener);
  }

  async settled(id: string): Promise<RunStatus> {
    for (;;) {
      const ended = this.nextEnd(id);
      const status = await this.known(id);
      if (status.status !== "running") {
        ended.stop();
        await this.endings.get(status.id);
        await (await this.launching)?.ended(status.id, await this.generation(status.id)); // its last deeds too
        await this.context.release(status.id);
        return this.known(status.id);
      }
      await this.writable(ended.promise);
    }
  }

  async interrupt(id: string): Promise<RunStatus> {
    const status = await this.known(id);
    if (status.status !== "running") return status;
    await this.writable(
      this.end(status.id, "stopped", `interrupted; go on with: phasegate resume ${status.id}`),
    );
    return this.known(status.id);
  }

  /** False when runs of others are still under way here: they are safe only once this process has ended. */
  async closeIfIdle(): Promise<boolean> {
    this.listening.endAll();
    await this.verifications.endAll();
    await this.context.flush();
    if (this.isUnwritable) return this.abandon();
    const deliveries = await this.launching;
    if (deliveries && (await this.parts.store.running()).length > 0) return false;
    await deliveries?.close();
    await closeLauncher();
    await this.parts.database.close();
    return true;
  }

  /** Without a record, nothing is left at work; the next engine begins those attempts again. */
  private async abandon(): Promise<false> {
    const running = await this.parts.store.running().catch(() => []);
    await Promise.all(running.map((run) => reap(placeOf(this.parts.home, run).root)));
    return false;
  }

  async close(): Promise<void> {
    await this.closeIfIdle();
  }

  /** Workflows are loaded and launched for the first run that needs them; looking at runs needs none. */
  private launch(): Promise<Deliveries> {
    this.launching ??= this.launchOnce();
    return this.launching;
  }

  private async launchOnce(): Promise<Deliveries> {
    useLauncher();
    await this.parts.store.countCrash(await this.leftRunning());
    const { launchDeliveries } = await import("./deliveries.ts");
    return launchDeliveries(this.context, this.parts.database);
  }

  /** Runs that another engine began and did not end: their delivery is recorded and theirs is dead. */
  private async leftRunning(): Promise<string[]> {
    const running = await this.parts.store.running();
    const begun = await Promise.all(
      running.map(async (run) => ((await this.parts.store.events(run)).length > 0 ? [run] : [])),
    );
    return begun.flat();
  }

  /** Runs that are being ended from outside; whoever waits for them waits until nothing of them is left. */
  private readonly endings = new Map<string, Promise<void>>();

  private end(
    run: string,
    status: "cancelled" | "stopped",
    reason: string,
    heard: readonly Entry[] = [],
  ): Promise<void> {
    const known = this.endings.get(run);
    if (known) return known;
    const event = { type: "run.ended" as const, status, reason, cause: "person" as const };
    const ending = this.endNow(run, event, heard).finally(() => this.endings.delete(run));
    this.endings.set(run, ending);
    return ending;
  }

  /** The word first, then its agents, so that no step begins in between. */
  private async endNow(run: string, event: RunEnded, heard: readonly Entry[]): Promise<void> {
    const key = `run/${await this.generation(run)}/${event.status}`;
    await this.note(run, [...heard, { key, event }]);
    interrupt(run);
    await reap(placeOf(this.parts.home, run).root);
    await (await this.launching)?.ended(run, await this.generation(run));
    await settleAttempts(await this.context.of(run));
  }

  private async endIfOpen(run: string, reason: string): Promise<void> {
    const { status } = await this.known(run);
    if (status === "running" || status === "waiting") await this.end(run, "stopped", reason);
  }

  private async note(run: string, entries: readonly Entry[]): Promise<void> {
    const { journal } = await this.context.of(run);
    await journal.append(journal.stamp(entries));
  }

  private async generation(run: string): Promise<number> {
    const events = await this.parts.store.events(run);
    return Math.max(1, ...events.map(({ event }) => (event.type === "run.resumed" ? event.generation : 1)));
  }

  private async known(id: string): Promise<RunStatus> {
    const status = await this.status(id);
    if (!status)
      throw new UserError("NO_SUCH_RUN", `there is no run ${id}`, "list them with: phasegate list");
    return status;
  }

  private nextEnd(run: string): { promise: Promise<void>; stop: () => void } {
    let stop = (): void => undefined;
    const promise = new Promise<void>((resolve) => {
      stop = this.follow((news) => {
        if (news.kind !== "event" || !news.run.startsWith(run) || news.event.event.type !== "run.ended")
          return;
        stop();
        resolve();
      });
    });
    return { promise, stop: () => stop() };
  }
}

type RunEnded = Extract<RunEvent, { type: "run.ended" }>;

function carriedOnOrAway(error: unknown): CarriedOnElsewhere | null {
  if (error instanceof CarriedOnElsewhere) return error;
  if (error instanceof ForgeUnavailable) return null;
  throw error;
}
