import path from "node:path";
import type { AgentEvent } from "../../../src/core/agent.ts";
import { judge } from "../../../src/gates/gates.fixture.ts";
import type { TreeChange } from "../../../src/workspace/workspace.ts";
import { requestsOf } from "../../model-server/model-server.ts";
import type { Entry } from "../../model-server/script.ts";
import type { Operation } from "./policy-operations.ts";
import {
  type Casting,
  type Look,
  type PolicyGround,
  type PolicyWorld,
  profile,
  type Sight,
} from "./policy-world.ts";

/** All that there is to see on the disk once everything was tried. */
export interface Traces {
  ground: PolicyGround;
  before: Look;
  after: Look;
  /** What would be delivered, and what the scope gate says of it. */
  changes: readonly TreeChange[];
  verdict: { verdict: string; reason: string };
}

export interface Seen extends Traces {
  world: PolicyWorld;
  events: readonly AgentEvent[];
}

/** What is on the disk now, and what the engine's own comparison makes of it. */
export async function tracesOf(ground: PolicyGround, before: Look, casting: Casting): Promise<Traces> {
  const after = await ground.look();
  const { role, roleDuty: duty } = casting;
  const context = await ground.stage.context({ role: role.name, duty, policy: ground.policy, profile });
  return { ground, before, after, changes: context.changes, verdict: await judge("scope", context) };
}

export const differences = (before: Sight, after: Sight): string[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((file) => before.get(file) !== after.get(file))
    .sort();

/** Whatever the cells do not tell: traces beside the tree or at places where nothing was tried, and secrets told. */
export function leaksOf(traces: Traces, told: string): string[] {
  const { ground, before, after, verdict } = traces;
  const expected = new Set(
    ground.operations.flatMap(({ target, expected: outcome }) =>
      target !== null && (outcome === "allowed" || outcome === "caught") ? [target] : [],
    ),
  );
  const inTree = differences(before.tree, after.tree).filter((file) => !expected.has(file));
  const secrets = Object.entries(ground.secrets).filter(([, secret]) => told.includes(secret));
  return [
    ...inTree.map((file) => `${file} of the tree was changed`),
    ...differences(before.beyond, after.beyond).map((file) => `${file} was changed`),
    ...secrets.map(([name]) => `the secret of ${name} was told`),
    ...(ground.visits() > 0 ? ["a port was reached that is nobody's business"] : []),
    ...refusedOf(ground, verdict.reason).filter((file) => !caughtOf(ground).includes(file)),
  ];
}

/** The paths that the scope gate refuses. */
const refusedOf = ({ policy }: PolicyGround, reason: string): string[] =>
  reason.split("\n").flatMap((line) => {
    const [, file] = new RegExp(`^${policy.role} may not (?:add|change|delete) (.+?): `).exec(line) ?? [];
    return file === undefined ? [] : [file];
  });

const caughtOf = ({ operations }: PolicyGround): string[] =>
  operations.flatMap(({ expected, target }) => (expected === "caught" && target !== null ? [target] : []));

/** What came of one operation; no problems: what the table says. */
export interface Cell {
  operation: Operation;
  problems: string[];
}

export const judgeAll = (seen: Seen): Cell[] =>
  seen.world.operations.map((operation, index) => ({
    operation,
    problems: [
      ...diskProblems(seen, operation),
      ...textProblems(seen, operation, index),
      ...eventProblems(seen, operation, index),
    ],
  }));

export function diskProblems(
  { before, after, changes, verdict }: Traces,
  { target, expected }: Operation,
): string[] {
  if (target === null) return [];
  const isChanged = before.tree.get(target) !== after.tree.get(target);
  if (expected === "allowed") return isChanged ? [] : [`${target} is as it was`];
  if (expected !== "caught") return isChanged ? [`${target} was changed to ${after.tree.get(target)}`] : [];
  if (!changes.some((change) => change.path === target)) return []; // nothing of it would be delivered
  const isRefused = verdict.verdict === "failed" && verdict.reason.includes(` ${target}: `);
  return isRefused ? [] : [`${target} is not refused by the scope gate: ${verdict.reason}`];
}

/** In which message of the model an operation is, the first being 0, and which of its calls it is. */
const placeOf = ({ batch }: PolicyWorld, index: number) => ({
  message: 1 + Math.floor(index / batch),
  call: index % batch,
});

/** What the model read as the result of its call, what else it was told before its next one, and its last word. */
export function textsAfter({ world }: Pick<Seen, "world">, index: number) {
  const { message, call } = placeOf(world, index);
  const requests = requestsOf(world.server, "it");
  const asked = requests.find(({ step }) => step === message)?.messageId ?? "";
  const since = requests.find(({ step }) => step === message + 1)?.since ?? [];
  const spoken = since.findLastIndex(({ from }) => from === "model");
  const whole = requests.at(-1)?.since ?? [];
  const isIt = (entry: Entry): boolean => entry.from === "tool" && entry.call === `${asked}_${call}`;
  const result = whole.find(isIt)?.text ?? "";
  const beside = since.slice(spoken + 1).flatMap(({ from, text }) => (from === "user" ? [text] : []));
  return { result, beside: beside.join("\n"), last: whole.at(-1)?.text ?? "" };
}

/** How the system says no. */
const refusals =
  /read-only file system|erofs|permission denied|must be superuser|not permitted|device or resource busy|ebusy|cross-device|no such file|no space left|cannot |can't |refused|unreachable/i;

/** The agent's own refusal: the tool is not there, or takes no such path. */
const ownRefusals =
  /no such tool|not in workspace|not found in registry|unsupported call|unknown tool|not found/i;

function textProblems(seen: Seen, operation: Operation, index: number): string[] {
  const { result, beside, last } = textsAfter(seen, index);
  const { policy } = seen.world;
  const { expected, by, target } = operation;
  if (result === "") return ["the model was told nothing"];
  if (expected !== "denied") return [];
  if (ownRefusals.test(result)) return [];
  // Some agents read with commands.
  if ((by === "command" || "read" in operation.op) && policy.shell && refusals.test(result)) return [];
  if (by === "command" && policy.shell)
    return refusals.test(result) ? [] : [`the model was not told that it failed: ${result}`];
  const reason = by === "command" ? "run commands" : (target ?? path.basename(operation.key));
  const isTold = [result, beside, last]
    .join("\n")
    .split("\n")
    .some((line) => line.includes(`${policy.role} may not `) && line.includes(reason));
  return isTold ? [] : [`the model was not told why: ${result}`];
}

/** By which names the agent tells of the call: that of the model, or one of its own for what it is about. */
function idsOf({ world, events }: Seen, { key, by }: Operation, index: number): Set<string> {
  const { message, call } = placeOf(world, index);
  const asked = requestsOf(world.server, "it").find(({ step }) => step === message)?.messageId ?? "";
  const told = events.flatMap((event) =>
    event.type === "tool.called" || event.type === "permission.asked" ? [event] : [],
  );
  if (told.some(({ id }) => id === `${asked}_${call}`)) return new Set([`${asked}_${call}`]);
  const isIt = (summary: string): boolean => (by === "command" ? summary.includes(key) : summary === key);
  return new Set(told.flatMap(({ id, tool, summary }) => (isIt(summary) && tool !== "read" ? [id] : [])));
}

function eventProblems(seen: Seen, operation: Operation, index: number): string[] {
  const { expected } = operation;
  const ids = idsOf(seen, operation, index);
  const of = seen.events.filter((event) => "id" in event && ids.has(event.id));
  const ends = of.flatMap((event) => (event.type === "tool.ended" ? [event] : []));
  // Gemini CLI calls a command that failed completed; what it printed says more.
  const isFailed = ends.some(({ ok, output }) => !ok || refusals.test(output));
  const isDenied = of.some(
    (event) => event.type === "permission.answered" && !event.allowed && event.reason !== "",
  );
  const shown = JSON.stringify(of);
  if (expected === "allowed")
    return isDenied || !ends.some(({ ok }) => ok) ? [`its end is not told as a success: ${shown}`] : [];
  // A tool that is not there is told of by some agents, and passed over in silence by others.
  if (expected !== "denied" || ownRefusals.test(textsAfter(seen, index).result)) return [];
  return isDenied || isFailed ? [] : [`its end is told as a success: ${shown}`];
}
