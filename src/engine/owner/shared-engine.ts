import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../../core/error.ts";
import type { RunStatus } from "../../core/status.ts";
import type { Engine, RunNews } from "../engine.ts";
import { OwnerLost } from "./remote-engine.ts";

/** An engine of this process or of another, with what it takes to let go of it. */
export interface Opened {
  engine: Engine;
  close(): Promise<void>;
}

/** How long an owner that is alive may be silent, for example while it opens its door. */
const patienceMs = 30_000;

/** Whichever engine there is; when the owner has gone, this process or another one takes its place. */
export class SharedEngine implements Engine {
  private readonly reopen: () => Promise<Opened>;
  private opened: Opened;
  private readonly listeners = new Map<(news: RunNews) => void, () => void>();

  private constructor(reopen: () => Promise<Opened>, opened: Opened) {
    this.reopen = reopen;
    this.opened = opened;
  }

  static async open(openOnce: () => Promise<Opened>): Promise<SharedEngine> {
    return new SharedEngine(openOnce, await openOnce());
  }

  start: Engine["start"] = (definition) => this.ask((engine) => engine.start(definition));
  resume: Engine["resume"] = (run, budget) => this.ask((engine) => engine.resume(run, budget));
  recall: Engine["recall"] = (where) => this.ask((engine) => engine.recall(where));
  restore: Engine["restore"] = (restored) => this.ask((engine) => engine.restore(restored));
  reply: Engine["reply"] = (run, answer) => this.ask((engine) => engine.reply(run, answer));
  answer: Engine["answer"] = (run, phase, answer) => this.ask((engine) => engine.answer(run, phase, answer));
  heed: Engine["heed"] = (run) => this.ask((engine) => engine.heed(run));
  cancel: Engine["cancel"] = (run, reason) => this.ask((engine) => engine.cancel(run, reason));
  interrupt: Engine["interrupt"] = (run) => this.ask((engine) => engine.interrupt(run));
  status: Engine["status"] = (run) => this.ask((engine) => engine.status(run));
  list: Engine["list"] = (filter) => this.ask((engine) => engine.list(filter));
  artifacts: Engine["artifacts"] = (run) => this.ask((engine) => engine.artifacts(run));
  clean: Engine["clean"] = (run) => this.ask((engine) => engine.clean(run));

  /** When its owner goes away, the run goes on with the next one. */
  settled(run: string): Promise<RunStatus> {
    return this.askForLong(
      (engine) => engine.settled(run),
      () => this.resumeIfRunning(run),
    );
  }

  /** When its owner goes away, the next one begins it again. */
  verify: Engine["verify"] = (run) => this.askForLong((engine) => engine.verify(run));

  private async askForLong<T>(
    question: (engine: Engine) => Promise<T>,
    onLoss: () => Promise<void> = () => Promise.resolve(),
  ): Promise<T> {
    for (;;) {
      const { opened } = this;
      try {
        return await question(opened.engine);
      } catch (error) {
        if (!(error instanceof OwnerLost)) throw error;
        await this.replace(opened);
        await onLoss();
      }
    }
  }

  private async resumeIfRunning(run: string): Promise<void> {
    const status = await this.status(run);
    if (status?.status === "running") await this.resume(run);
  }

  follow(listener: (news: RunNews) => void): () => void {
    this.listeners.set(listener, this.opened.engine.follow(listener));
    return () => {
      this.listeners.get(listener)?.();
      this.listeners.delete(listener);
    };
  }

  async close(): Promise<void> {
    for (const unfollow of this.listeners.values()) unfollow();
    await this.opened.close();
  }

  private async ask<T>(question: (engine: Engine) => Promise<T>): Promise<T> {
    const until = Date.now() + patienceMs;
    for (;;) {
      const { opened } = this;
      try {
        return await question(opened.engine);
      } catch (error) {
        if (!(error instanceof OwnerLost)) throw error;
        if (Date.now() > until) {
          throw new UserError(
            "OWNER_SILENT",
            error.message,
            "wait for it to end, or end it yourself, and try again",
            { cause: error },
          );
        }
        await this.replace(opened);
      }
    }
  }

  /** Whoever else noticed first has done it already. */
  private async replace(lost: Opened): Promise<void> {
    if (this.opened !== lost) return;
    await delay(50); // its process may still be on its way out
    const opened = await this.reopen();
    if (this.opened !== lost) return opened.close();
    this.opened = opened;
    for (const [listener, unfollow] of this.listeners) {
      unfollow();
      this.listeners.set(listener, opened.engine.follow(listener));
    }
  }
}
