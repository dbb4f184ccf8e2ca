import type { AgentEnd, AgentEvent, Assignment, SandboxFacts } from "../../core/agent.ts";
import type { Permission } from "../../core/policy.ts";
import { answered, oneLine } from "../events.ts";
import { endOfGone } from "../gone.ts";
import { type Fields, fieldsOf, textOf } from "../loose.ts";
import { Queue } from "../queue.ts";
import type { Session } from "../runtime.ts";
import { type ApprovalGround, mayPatch, mayRun } from "./approval.ts";
import type { Connection } from "./connection.ts";
import { endBy } from "./fault.ts";
import { Gone } from "./rpc.ts";
import { TurnReader } from "./turn-reader.ts";

/** A thread as codex opened it. */
export interface Opened {
  id: string;
  model: string;
}

/** Codex ends a turn at once when it is told to; one that does not is ended with its process. */
const patienceMs = 10_000;

/** A turn under way. Until codex has named it, what is said of it waits. */
interface Turn {
  events: Queue<AgentEvent>;
  early: [method: string, params: Fields][];
  reader: TurnReader | null;
  id: string;
  isStopped: boolean;
}

export class CodexSession implements Session {
  readonly id: string;
  readonly sandbox: SandboxFacts;
  private readonly assignment: Assignment;
  private readonly connection: Connection;
  private readonly model: string;
  private turn: Turn | null = null;
  private isClosed = false;

  constructor(assignment: Assignment, connection: Connection, opened: Opened) {
    this.assignment = assignment;
    this.connection = connection;
    this.id = opened.id;
    this.model = opened.model;
    this.sandbox = connection.place.sandbox;
  }

  async *send(text: string): AsyncGenerator<AgentEvent> {
    const turn: Turn = { events: new Queue(), early: [], reader: null, id: "", isStopped: false };
    this.turn = turn;
    void this.connection.rpc.ended.then((gone) => this.finish(turn, this.endByLoss(turn, gone)));
    void this.begin(turn, text).catch((error: unknown) => this.finish(turn, this.endByLoss(turn, error)));
    yield* turn.events;
  }

  async interrupt(): Promise<void> {
    const { turn } = this;
    if (!turn || turn.isStopped) return;
    turn.isStopped = true;
    setTimeout(() => void this.giveUp(turn), patienceMs).unref();
    await this.stop(turn);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.connection.close();
  }

  notified(method: string, params: Fields): void {
    const { turn } = this;
    if (!turn || (params["threadId"] !== undefined && params["threadId"] !== this.id)) return;
    if (!turn.reader) turn.early.push([method, params]);
    else this.hear(turn, turn.reader, [method, params]);
  }

  /** What codex asks; throws for what nobody here answers. */
  async asked(method: string, params: Fields): Promise<Fields> {
    switch (method) {
      case "item/fileChange/requestApproval":
        return this.answer("apply_patch", params, (ground) =>
          mayPatch(ground, this.turn?.reader?.itemOf(textOf(params["itemId"]))),
        );
      case "item/commandExecution/requestApproval":
        return this.answer("exec_command", params, (ground) => mayRun(ground, params));
      case "item/permissions/requestApproval":
        return { permissions: {}, scope: "turn" };
      case "item/tool/requestUserInput":
        return { answers: {} };
      case "mcpServer/elicitation/request":
        return { action: "decline" };
      default:
        throw new Error(`${method} is not answered here`);
    }
  }

  private async begin(turn: Turn, text: string): Promise<void> {
    const { effort } = this.assignment.runtime;
    const answer = await this.connection.rpc.request("turn/start", {
      threadId: this.id,
      input: [{ type: "text", text, text_elements: [] }],
      ...(effort === undefined ? {} : { effort }),
    });
    turn.id = textOf(fieldsOf(answer["turn"])["id"]);
    const reader = new TurnReader(turn.id, this.model);
    turn.reader = reader;
    for (const message of turn.early) this.hear(turn, reader, message);
    if (turn.isStopped) await this.stop(turn);
  }

  private hear(turn: Turn, reader: TurnReader, [method, params]: [string, Fields]): void {
    turn.events.put(...reader.see(method, params));
    if (method === "turn/started" && turn.isStopped) void this.stop(turn);
    if (reader.hopeless && !reader.end && !turn.isStopped) void this.interrupt();
    if (reader.end) this.finish(turn, reader.end);
  }

  /** Asked again when the turn has begun, should it be too early. */
  private async stop(turn: Turn): Promise<void> {
    if (turn.id === "") return;
    await this.connection.rpc
      .request("turn/interrupt", { threadId: this.id, turnId: turn.id })
      .catch(() => undefined);
  }

  private async giveUp(turn: Turn): Promise<void> {
    if (this.turn === turn) await this.connection.place.close();
  }

  private finish(turn: Turn, end: AgentEnd): void {
    if (this.turn !== turn) return;
    this.turn = null;
    turn.events.put(...(turn.reader?.closed() ?? []), { type: "ended", end });
    turn.events.end();
  }

  private async answer(
    tool: string,
    params: Fields,
    decide: (ground: ApprovalGround) => Promise<Permission>,
  ): Promise<Fields> {
    const { turn } = this;
    const id = textOf(params["itemId"]);
    const summary = turn?.reader?.itemOf(id)?.summary ?? oneLine(textOf(params["command"]));
    turn?.events.put({ type: "permission.asked", id, tool, summary });
    const permission = await decide(this.ground());
    turn?.events.put(answered(id, tool, permission));
    if (permission.allowed) return { decision: "accept" };
    if (turn) await this.explain(turn, id, permission.reason);
    return { decision: "decline" };
  }

  /** Codex tells the model only that it was refused, so the reason goes as a word of ours before its next call. */
  private async explain(turn: Turn, id: string, reason: string): Promise<void> {
    turn.reader?.deny(id, reason);
    const text = `This was refused by the rules of your role: ${reason}. Go on without it.`;
    await this.connection.rpc
      .request("turn/steer", {
        threadId: this.id,
        expectedTurnId: turn.id,
        input: [{ type: "text", text, text_elements: [] }],
      })
      .catch(() => undefined);
  }

  private ground(): ApprovalGround {
    const { place, isInnerOnly } = this.connection;
    const { policy, tree } = this.assignment;
    return { policy, tree, outside: (file) => place.outside(file), isInnerOnly };
  }

  private endByLoss(turn: Turn, error: unknown): AgentEnd {
    if (turn.reader?.hopeless) return endBy(turn.reader.hopeless);
    if (turn.isStopped || this.isClosed) return { kind: "interrupted" };
    const reason = error instanceof Error ? error.message : String(error);
    if (!(error instanceof Gone))
      return { kind: "failed", fault: "agent", reason: `codex cannot begin: ${reason}` };
    return endOfGone(reason, { isKilled: error.wasKilled, broke: this.connection.place.whyEnded() });
  }
}
