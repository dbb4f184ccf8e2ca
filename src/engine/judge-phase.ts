import type { KeyedEvent, RunEvent } from "../core/event.ts";
import type { Verdict } from "../core/evidence.ts";
import type { PhaseName } from "../core/phase.ts";
import type { RunState } from "../core/run.ts";
import { gateNameOf, gatesToAsk } from "../core/validity.ts";
import type { GateName, GateSpec } from "../core/workflow.ts";
import type { GateContext } from "../gates/gate.ts";
import { gateNamed } from "../gates/index.ts";
import type { EngineContext, RunHands } from "./context.ts";
import { failpoint } from "./failpoint.ts";
import { pathsOf } from "./failing-paths.ts";
import { phaseContext } from "./phase-context.ts";
import { adoptPushed } from "./sync.ts";

/** Judge a phase by its gates, on the run's head, and return what was seen. */
export async function judgePhase(
  context: EngineContext,
  run: string,
  phase: PhaseName,
): Promise<KeyedEvent[]> {
  const hands = await context.of(run);
  const before = await hands.journal.state();
  const key = `phase/${phase}/gate/${before.generation}.${before.accepted}.${before.moves.length}.${before.choices.length}`;
  const moved = await adoptPushed(context, hands, { key, phase });
  const state = await hands.journal.state();
  const gate = await phaseContext(context, hands, state, phase);
  const entries: { key: string; event: RunEvent }[] = [];
  let passed = true;
  for (const [index, spec] of gatesToAsk(hands.definition, state, phase).entries()) {
    const verdict = await judgeOne(spec, gate, { hands, state, phase });
    const failed = verdict.verdict === "failed";
    const paths = failed ? await pathsOf(hands, state.head, verdict) : null;
    entries.push({
      key: `${key}/${index}`,
      event: { type: "gate.judged", phase, step: null, attempt: null, verdict, ...(paths ? { paths } : {}) },
    });
    passed = passed && !failed;
  }
  failpoint("phase.judged");
  const events = hands.journal.stamp([
    ...entries,
    { key: `${key}/ended`, event: { type: "phase.ended", phase, passed } },
  ]);
  await hands.journal.append(events);
  failpoint("phase.recorded");
  return [...moved, ...events];
}

interface PhaseScene {
  hands: RunHands;
  state: RunState;
  phase: PhaseName;
}

/** Gates that look at one artifact. */
const ofArtifacts: ReadonlySet<GateName> = new Set(["complete", "no-code", "references", "namesakes"]);

/** Gates on artifacts look at each artifact of the phase; all others look once. */
export async function judgeOne(
  spec: GateSpec,
  gate: GateContext,
  { hands, state, phase }: PhaseScene,
): Promise<Verdict> {
  const name = gateNameOf(spec);
  if (!ofArtifacts.has(name)) return gateNamed(name).check(gate);
  const verdicts: Verdict[] = [];
  for (const [artifact, { step: id }] of Object.entries(state.artifacts)) {
    const step = state.steps.find((other) => other.id === id && other.phase === phase);
    const duty = step && hands.definition.roles[step.role]?.duties[phase];
    if (!step || !duty || !duty.gates.some((each) => each === name)) continue;
    verdicts.push(
      await gateNamed(name).check({
        ...gate,
        role: step.role,
        duty,
        artifact: gate.artifacts[artifact] ?? "",
      }),
    );
  }
  return verdicts.find(({ verdict }) => verdict === "failed") ?? merge(name, verdicts);
}

function merge(gate: string, verdicts: readonly Verdict[]): Verdict {
  return {
    gate,
    verdict: "passed",
    reason: `${verdicts.length} artifacts looked at`,
    evidence: verdicts.flatMap(({ evidence }) => evidence),
  };
}
