import type { RunEvent } from "../../core/event.ts";
import type { Repeated } from "../../core/verification.ts";
import { gateNameOf } from "../../core/validity.ts";
import { judgeOne } from "../judge-phase.ts";
import { phaseContext } from "../phase-context.ts";
import type { Ground } from "./ground.ts";
import { compared, firstLine, messageOf, notRepeated, short } from "./rows.ts";

type Judged = Extract<RunEvent, { type: "gate.judged" }>;

/** The newest verdict of every gate of a phase, asked again on the commit that it was about. */
export async function repeatPhases(ground: Ground): Promise<Repeated[]> {
  const newest = new Map<string, { at: number; event: Judged }>();
  for (const [at, { event }] of ground.events.entries()) {
    if (event.type === "gate.judged" && event.step === null)
      newest.set(`${event.phase}/${event.verdict.gate}`, { at, event });
  }
  const rows: Repeated[] = [];
  for (const { at, event } of newest.values()) {
    ground.signal.throwIfAborted();
    ground.tell(`asking ${event.verdict.gate} of ${event.phase}`);
    rows.push(await repeatGate(ground, at, event));
  }
  return rows;
}

async function repeatGate(
  ground: Ground,
  at: number,
  { phase, verdict: recorded }: Judged,
): Promise<Repeated> {
  const { context, hands, state } = await ground.before(at);
  const what = `${recorded.gate} of ${phase} on ${short(state.head)}`;
  const repeat = `phasegate show ${ground.definition.id} gates`;
  const spec = (ground.definition.workflow.phases[phase]?.gate ?? []).find(
    (each) => gateNameOf(each) === recorded.gate,
  );
  if (!spec) return notRepeated(what, recorded.verdict, "the workflow has no such gate");
  try {
    if (!(await ground.has(state.head)))
      throw new Error(`commit ${short(state.head)} is nowhere to be found`);
    const gate = await phaseContext(context, hands, state, phase);
    const { verdict, reason } = await judgeOne(spec, gate, { hands, state, phase });
    const now = verdict === recorded.verdict ? verdict : `${verdict}: ${firstLine(reason)}`;
    return compared(what, recorded.verdict, now, repeat);
  } catch (error) {
    ground.signal.throwIfAborted();
    return compared(what, recorded.verdict, `could not be asked: ${firstLine(messageOf(error))}`, repeat);
  }
}
