import type { AgentEvent, Assignment } from "../core/agent.ts";
import { systemPrompt } from "../core/prompt.ts";
import { limitsOf } from "./allowance.ts";
import { primed } from "./prime.ts";
import { promptOf } from "./reading.ts";
import type { AttemptScene } from "./scene.ts";

/** All that an agent is told for one attempt; `onEvent` hears of what was done before it begins. */
export async function assignmentOf(
  scene: AttemptScene,
  onEvent: (event: AgentEvent) => void,
): Promise<Assignment> {
  const { hands, turn, role, policy, session, cast } = scene;
  const { shared, own } = await promptOf(scene);
  const origin = await primed(scene, shared, onEvent);
  const prompt = origin || shared === "" ? own : `${shared}\n\n${own}`;
  return {
    run: hands.definition.id,
    step: turn.step,
    attempt: turn.ordinal,
    role: turn.role,
    tier: role.tier,
    tree: hands.place.tree(turn.step, turn.treeOf),
    system: systemPrompt,
    prompt,
    session: origin
      ? { kind: "fork", id: session, from: origin.session, sessions: origin.sessions }
      : { kind: turn.resume === null ? "new" : "resume", id: session },
    sessions: hands.place.sessions(turn.role),
    policy,
    limits: limitsOf(scene),
    runtime: cast.runtime,
  };
}
