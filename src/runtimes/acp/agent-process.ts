import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { client, type ClientConnection, methods } from "@agentclientprotocol/sdk";
import type { Confinement } from "../../workspace/sandbox/confinement.ts";
import { wasKilled } from "../gone.ts";
import { messageStream } from "./stream.ts";

/** What the agent asks of us, and tells. Values are as they came. */
export interface Listener {
  update(notification: unknown): void;
  permission(request: unknown): Promise<unknown>;
}

/** The agent's program has ended, or could not be started. */
export class AgentGone extends Error {
  override readonly name = "AgentGone";
  readonly isNotFound: boolean;
  /** By a signal from outside. */
  readonly wasKilled: boolean;

  constructor(message: string, how: { isNotFound?: boolean; wasKilled?: boolean }) {
    super(message);
    this.isNotFound = how.isNotFound === true;
    this.wasKilled = how.wasKilled === true;
  }
}

/** How long a program may take to end by itself once it is told that nothing more comes. */
const graceMs = 1_500;

const raw = (params: unknown): unknown => params;

/** An agent's program, and the connection with it. */
export class AgentProcess {
  /** Why there is no program any more. */
  readonly gone: Promise<AgentGone>;
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly connection: ClientConnection;
  private readonly confinement: Confinement;
  private complaint = "";

  constructor(confinement: Confinement, child: ChildProcessWithoutNullStreams, listener: Listener) {
    this.confinement = confinement;
    this.child = child;
    child.stderr.on("data", (chunk: Buffer) => {
      this.complaint = (this.complaint + chunk.toString("utf8")).slice(-2_000);
    });
    child.stdin.on("error", () => undefined); // it has ended; `gone` says so
    this.gone = this.watch();
    this.connection = client({ name: "phasegate" })
      .onRequest(methods.client.session.requestPermission, raw, ({ params }) => listener.permission(params))
      .connect(messageStream(child, listener.update));
  }

  /** Throws what the agent answers as an error, and AgentGone when it answers nothing any more. */
  async request(method: string, params: unknown): Promise<unknown> {
    const answer = this.connection.agent.request(method, params);
    answer.catch(() => undefined); // it may be refused after the program has gone
    const gone = this.gone.then((error) => Promise.reject(error));
    try {
      return await Promise.race([answer, gone]);
    } catch (error) {
      throw this.connection.signal.aborted ? await this.gone : error;
    }
  }

  async notify(method: string, params: unknown): Promise<void> {
    await this.connection.agent.notify(method, params).catch(() => undefined);
  }

  /** Leaves nothing of it alive. */
  async end(): Promise<void> {
    this.child.stdin.end();
    const patience = new AbortController();
    await Promise.race([this.gone, delay(graceMs, null, { signal: patience.signal }).catch(() => null)]);
    patience.abort();
    await this.confinement.close();
    await this.gone;
    this.connection.close();
  }

  private watch(): Promise<AgentGone> {
    const { child } = this;
    return new Promise((resolve) => {
      child.once("error", (error: NodeJS.ErrnoException) =>
        resolve(
          new AgentGone(`it could not be started: ${error.message}`, { isNotFound: error.code === "ENOENT" }),
        ),
      );
      child.once("exit", (code, signal) => {
        const tell = (): void =>
          resolve(new AgentGone(this.lastWords(code, signal), { wasKilled: wasKilled(code, signal) }));
        // Its last words are complete once the pipes are closed; a child that keeps them open is not waited for.
        child.once("close", tell);
        setTimeout(tell, 250).unref();
      });
    });
  }

  private lastWords(code: number | null, signal: string | null): string {
    const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
    const said = this.complaint.replace(/\s+/g, " ").trim().slice(-800);
    return `it ended ${how}${said === "" ? "" : `: ${said}`}`;
  }
}
