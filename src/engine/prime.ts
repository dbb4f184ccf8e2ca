import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { AgentEvent, Assignment } from "../core/agent.ts";
import { primingKey } from "../core/priming.ts";
import { primingText, systemPrompt } from "../core/prompt.ts";
import { runtimeNamed } from "../runtimes/registry.ts";
import { prepareAgentTree } from "../workspace/tree.ts";
import { runHosted } from "./agent-host/follow.ts";
import { environmentOf, limitsOf } from "./allowance.ts";
import { type Primed, sha256 } from "./context.ts";
import { attemptKey } from "./keys.ts";
import { type AttemptScene, uuidOf } from "./scene.ts";

/**
 * The session to copy for this attempt, made by the first attempt that wants it, which also bears its cost:
 * `onEvent` hears its events. Null when the attempt does better with a session of its own; never throws.
 */
export async function primed(
  scene: AttemptScene,
  shared: string,
  onEvent: (event: AgentEvent) => void,
): Promise<Primed | null> {
  const key = await keyFor(scene, shared);
  if (key === null) return null;
  const { primed: all } = scene.hands;
  const known = all.get(key);
  if (known) return known;
  const made = prime(scene, { step: `primed/${key}`, shared, onEvent }).catch(() => null);
  all.set(key, made);
  return made;
}

/** With less to read, in characters, a session and a process more cost what the copies save. */
const leastShared = 14_000;

async function keyFor(scene: AttemptScene, shared: string): Promise<string | null> {
  const { hands, turn, duty, cast } = scene;
  if (turn.resume !== null || cast.runtime.command === undefined || hasLostSession(scene)) return null;
  const isAlways = process.env["PHASEGATE_PRIMING"] === "always"; // for tests and measurements
  if (shared.length < leastShared && !isAlways) return null;
  const key = primingKey(hands.definition, turn, turn.overrides.reads ?? duty.reads);
  if (key === null || !(await runtimeNamed(cast.runtime.name)).capabilities.fork) return null;
  return `${key}-${sha256(shared).slice(0, 12)}`;
}

/** A session that could not be copied will not be copied the next time. */
function hasLostSession({ state, turn }: AttemptScene): boolean {
  const attempts = state.steps.find(({ id }) => id === turn.step)?.attempts ?? [];
  return attempts.some(
    ({ outcome }) =>
      outcome?.kind === "failed" && outcome.failure.signature.startsWith("infrastructure:session:"),
  );
}

interface Priming {
  /** Looks like a step, so that its agent is ended with those of the run. */
  step: string;
  shared: string;
  onEvent: (event: AgentEvent) => void;
}

async function prime(scene: AttemptScene, { step, shared, onEvent }: Priming): Promise<Primed | null> {
  const directory = scene.hands.place.host(step, 1);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const assignment = await assignmentFor(scene, step, shared);
  const pays = (await payerOf(directory, attemptKey(scene.turn))) === attemptKey(scene.turn);
  let session = assignment.session.id;
  const end = await runHosted({
    directory,
    assignment,
    environment: environmentOf(scene),
    signal: scene.signal,
    onEvent: (event) => {
      if (event.type === "session.started") session = event.session;
      if (event.type === "usage" && pays) onEvent(event);
    },
  });
  return end.kind === "completed" ? { session, sessions: assignment.sessions } : null;
}

/** The attempt that began it; the same after a crash, so that nothing is counted twice. */
async function payerOf(directory: string, attempt: string): Promise<string> {
  const file = path.join(directory, "payer");
  await writeFile(file, attempt, { flag: "wx", mode: 0o600 }).catch(() => undefined);
  return readFile(file, "utf8");
}

/** It only reads what it is told: it may change nothing, run nothing and has an own copy of the tree. */
async function assignmentFor(scene: AttemptScene, step: string, shared: string): Promise<Assignment> {
  const { hands, role, policy, cast, state } = scene;
  const tree = hands.place.tree(step, 1);
  await prepareAgentTree(hands.repository, state.head, tree);
  return {
    run: hands.definition.id,
    step,
    attempt: 1,
    role: role.tier,
    tier: role.tier,
    tree,
    system: systemPrompt,
    prompt: primingText(shared),
    session: { kind: "new", id: uuidOf(`${hands.definition.id}/${step}`) },
    sessions: hands.place.sessions(step.replace("/", "-")),
    policy: { ...policy, role: role.tier, write: [], mayEditTests: false, ownTests: [], shell: false },
    limits: limitsOf(scene),
    runtime: cast.runtime,
  };
}
