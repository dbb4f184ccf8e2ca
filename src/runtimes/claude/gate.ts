import type { AgentEvent } from "../../core/agent.ts";
import type { Permission } from "../../core/policy.ts";
import type { Confinement } from "../../workspace/sandbox/confinement.ts";
import { answered } from "../events.ts";
import type { Fields } from "../loose.ts";
import { type Ground, permissionFor } from "../permission.ts";
import { callOf, summaryOf } from "./calls.ts";

export interface Asked {
  id: string;
  tool: string;
  input: Fields;
}

/** Answers what the program asks before it does something, and tells of question and answer. */
export class Gate {
  private readonly ground: Ground;
  private readonly place: Pick<Confinement, "tree" | "outside">;
  private readonly tell: (asked: Asked, event: AgentEvent) => void;

  constructor(
    ground: Ground,
    place: Pick<Confinement, "tree" | "outside">,
    tell: (asked: Asked, event: AgentEvent) => void,
  ) {
    this.ground = ground;
    this.place = place;
    this.tell = tell;
  }

  /** Of anything; the program asks this for what it would not do by itself. */
  async answer(asked: Asked): Promise<Permission> {
    const permission = await this.decide(asked);
    this.report(asked, permission);
    return permission;
  }

  /** Of reading, which the program would do without asking; null: it is another kind of call. Told only when denied. */
  async answerReading(asked: Asked): Promise<Permission | null> {
    const call = callOf(asked.tool, asked.input, this.place.outside);
    if (call.kind !== "read") return null;
    const permission = await permissionFor(this.ground, call);
    if (!permission.allowed) this.report(asked, permission);
    return permission;
  }

  private decide({ tool, input }: Asked): Promise<Permission> {
    return permissionFor(this.ground, callOf(tool, input, this.place.outside));
  }

  private report(asked: Asked, permission: Permission): void {
    const { id, tool, input } = asked;
    const summary = summaryOf(input, this.place.tree);
    this.tell(asked, { type: "permission.asked", id, tool, summary });
    this.tell(asked, answered(id, tool, permission));
  }
}
