import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { UserError } from "../../core/error.ts";
import type { RunStatus } from "../../core/status.ts";
import type { Engine, RunNews } from "../engine.ts";
import type { Askable } from "./door.ts";
import type { Owner } from "./lock.ts";

/** The owner cannot be reached, or went away before it answered. */
export class OwnerLost extends Error {
  override readonly name = "OwnerLost";
}

interface Answer {
  value?: unknown;
  error?: { code?: string; message?: string; hint?: string; stack?: string };
}

/** The engine of another process, asked through its door. Any call may throw OwnerLost. */
export class RemoteEngine implements Engine {
  private readonly owner: Owner;
  private readonly open = new Set<ClientRequest>();

  constructor(owner: Owner) {
    this.owner = owner;
  }

  start: Engine["start"] = (...args) => this.ask("start", args) as Promise<RunStatus>;
  resume: Engine["resume"] = (...args) => this.ask("resume", args) as Promise<RunStatus>;
  recall: Engine["recall"] = (...args) => this.ask("recall", args) as ReturnType<Engine["recall"]>;
  restore: Engine["restore"] = (...args) => this.ask("restore", args) as Promise<RunStatus>;
  answer: Engine["answer"] = (...args) => this.ask("answer", args) as Promise<RunStatus>;
  reply: Engine["reply"] = (...args) => this.ask("reply", args) as Promise<RunStatus>;
  heed: Engine["heed"] = (...args) => this.ask("heed", args) as Promise<RunStatus>;
  cancel: Engine["cancel"] = (...args) => this.ask("cancel", args) as Promise<RunStatus>;
  interrupt: Engine["interrupt"] = (...args) => this.ask("interrupt", args) as Promise<RunStatus>;
  settled: Engine["settled"] = (...args) => this.ask("settled", args) as Promise<RunStatus>;
  status: Engine["status"] = (...args) => this.ask("status", args) as Promise<RunStatus | null>;
  list: Engine["list"] = (filter = {}) => this.ask("list", [filter]) as Promise<RunStatus[]>;
  artifacts: Engine["artifacts"] = (...args) =>
    this.ask("artifacts", args) as ReturnType<Engine["artifacts"]>;
  verify: Engine["verify"] = (...args) => this.ask("verify", args) as ReturnType<Engine["verify"]>;
  clean: Engine["clean"] = async (...args) => void (await this.ask("clean", args));

  follow(listener: (news: RunNews) => void): () => void {
    const call = this.request("GET", "/news");
    call.once("response", (response: IncomingMessage) => {
      const lines = createInterface({ input: response });
      lines.on("line", (line) => {
        const news = JSON.parse(line) as RunNews | null;
        if (news) listener(news);
      });
      lines.on("error", () => undefined);
    });
    call.on("error", () => undefined); // whoever waits for an answer hears that the owner is lost
    call.end();
    return () => void call.destroy();
  }

  close(): Promise<void> {
    for (const call of this.open) call.destroy();
    return Promise.resolve();
  }

  private async ask(method: Askable, args: readonly unknown[]): Promise<unknown> {
    const { value, error } = await this.exchange(method, args);
    if (!error) return value;
    if (error.code !== undefined)
      throw new UserError(error.code, error.message ?? error.code, error.hint ?? "");
    throw Object.assign(new Error(error.message), { stack: error.stack });
  }

  private async exchange(method: Askable, args: readonly unknown[]): Promise<Answer> {
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const call = this.request("POST", `/${method}`);
        call.once("response", resolve);
        call.once("error", reject);
        call.end(JSON.stringify(args));
      });
      return JSON.parse(await text(response)) as Answer;
    } catch (error) {
      throw new OwnerLost(`process ${this.owner.pid} does not answer`, { cause: error });
    }
  }

  private request(method: string, path: string): ClientRequest {
    const headers = { authorization: `Bearer ${this.owner.token}`, "content-type": "application/json" };
    const call = request({ socketPath: this.owner.socket, method, path, headers, agent: false });
    this.open.add(call);
    call.once("close", () => this.open.delete(call));
    return call;
  }
}
