import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { wasKilled } from "../gone.ts";
import { type Fields, fieldsOf, textOf } from "../loose.ts";

/** What the other side says of its own accord. */
export interface Listener {
  notified(method: string, params: Fields): void;
  /** What is answered; throwing answers that it cannot be done. */
  asked(method: string, params: Fields): Promise<Fields>;
}

/** The other side said no. */
export class Refused extends Error {
  override readonly name = "Refused";
}

interface GoneFacts extends ErrorOptions {
  /** By a signal from outside. */
  wasKilled?: boolean;
}

/** There is no other side any more; the message says how it ended. */
export class Gone extends Error {
  override readonly name = "Gone";
  readonly wasKilled: boolean;

  constructor(message: string, { wasKilled: killed = false, ...options }: GoneFacts = {}) {
    super(message, options);
    this.wasKilled = killed;
  }
}

interface Waiting {
  resolve(result: Fields): void;
  reject(error: Error): void;
}

/** JSON-RPC, one message a line, with a child over its standard streams. Lines that are no message are passed over. */
export class Rpc {
  /** Resolves, with what is known of why, when the child has ended. */
  readonly ended: Promise<Gone>;
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly listener: Listener;
  private readonly waiting = new Map<number, Waiting>();
  private count = 0;
  private rest: string[] = [];
  private complaint = "";

  constructor(child: ChildProcessWithoutNullStreams, listener: Listener) {
    this.child = child;
    this.listener = listener;
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => this.take(chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      this.complaint = `${this.complaint}${chunk}`.slice(-2_000);
    });
    child.stdin.on("error", () => undefined); // the child's end is told by its exit
    this.ended = new Promise((resolve) => {
      child.once("error", (error) => resolve(new Gone(error.message, { cause: error })));
      child.once("close", (code, signal) => resolve(this.goneBy(code, signal)));
    });
    void this.ended.then((gone) => this.give(gone));
  }

  /** Rejects with Refused or Gone. */
  request(method: string, params: Fields): Promise<Fields> {
    const id = ++this.count;
    const answer = new Promise<Fields>((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    this.write({ id, method, params });
    return Promise.race([answer, this.ended.then((gone) => Promise.reject(gone))]);
  }

  notify(method: string): void {
    this.write({ method });
  }

  private goneBy(code: number | null, signal: string | null): Gone {
    const how = code === null ? `was ended by ${signal ?? "a signal"}` : `ended with exit code ${code}`;
    const last = this.complaint.trim().split("\n").slice(-3).join(" ");
    const what = `codex app-server ${how}${last === "" ? "" : `: ${last}`}`;
    return new Gone(what, { wasKilled: wasKilled(code, signal) });
  }

  private give(gone: Gone): void {
    for (const { reject } of this.waiting.values()) reject(gone);
    this.waiting.clear();
  }

  private write(message: Fields): void {
    if (this.child.stdin.writable) this.child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  private take(chunk: string): void {
    const [first = "", ...others] = chunk.split("\n");
    this.rest.push(first);
    for (const part of others) {
      this.hear(this.rest.join(""));
      this.rest = [part];
    }
  }

  private hear(line: string): void {
    const message = messageOf(line);
    const { id, method } = message;
    if (typeof method === "string") {
      const params = fieldsOf(message["params"]);
      if (id === undefined || id === null) this.listener.notified(method, params);
      else void this.answer(id, method, params);
      return;
    }
    const waiting = typeof id === "number" ? this.waiting.get(id) : undefined;
    if (!waiting) return;
    this.waiting.delete(id as number);
    const error = message["error"];
    if (error === undefined || error === null) waiting.resolve(fieldsOf(message["result"]));
    else waiting.reject(new Refused(textOf(fieldsOf(error)["message"]) || JSON.stringify(error)));
  }

  private async answer(id: unknown, method: string, params: Fields): Promise<void> {
    await new Promise(setImmediate); // an answer to us that came just before it is taken in first
    try {
      this.write({ id, result: await this.listener.asked(method, params) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.write({ id, error: { code: -32601, message } });
    }
  }
}

function messageOf(line: string): Fields {
  try {
    return fieldsOf(JSON.parse(line) as unknown);
  } catch {
    return {};
  }
}
