import type { GateFinding } from "../../core/evidence.ts";
import { type Requirement, requirementsOf } from "../../core/requirements.ts";
import { kindOf, leftOutIn, mentionsIn, type Trace } from "../../core/trace.ts";
import type { Gate, GateContext } from "../gate.ts";
import { allowanceOf, inspect, type Look } from "../inspection.ts";
import { traceRun } from "./trace-run.ts";

/** Every requirement reaches a plan, a change and a test; before there are changes, a plan. */
export const coverage: Gate = {
  name: "coverage",
  async check(context) {
    const { writes } = context.duty;
    const look = writes === "none" ? await ofRun(context) : await ofArtifact(context, writes);
    return inspect(context, "coverage", look);
  },
};

type Want = "plans" | "changes" | "tests";

const remedies: Readonly<Record<Want, string>> = {
  plans: "reaches no plan; name its id where a plan serves it",
  changes: "reaches no change; name its id in the report of the change that serves it, beside the file",
  tests:
    "reaches no test; put its id into the title of a test that proves it, or name the id and the test's file, which must exist, in one row under Coverage",
};

const missing = (want: Want, requirement: Requirement): GateFinding =>
  finding(`no-${want.slice(0, -1)}`, requirement, remedies[want]);

const finding = (rule: string, { id, text }: Requirement, message: string): GateFinding => ({
  rule,
  path: "",
  line: 0,
  message: `${id} (${shortened(text)}) ${message}`,
  allowance: allowanceOf(rule, id, text),
});

const shortened = (text: string): string => (text.length <= 60 ? text : `${text.slice(0, 59)}…`);

/** A whole run, as far as it is: what a workflow has no role for is not asked. */
async function ofRun(context: GateContext): Promise<Look> {
  const { artifacts, changes } = context;
  const kinds = new Set(Object.keys(artifacts).map(kindOf));
  const wanted: Want[] = kinds.has("plan") ? ["plans"] : [];
  if (kinds.has("report") || changes.length > 0) wanted.push("changes", "tests");
  const requirements = asked(context);
  const unlisted = listedNowhere(context.issue, artifacts["pm-spec"] ?? artifacts["plan"]);
  if (requirements.length === 0 || wanted.length === 0)
    return lookOf(requirements.length === 0 ? none : "there is no plan and no change yet", unlisted);
  const traces = await tracesOf(context, requirements, artifacts);
  const reached = wanted.map((want) => `a ${want.slice(0, -1)}`).join(", ");
  return lookOf(`each of ${requirements.length} requirements reaches ${reached}`, [
    ...unlisted,
    ...gaps(traces, wanted),
  ]);
}

const none = "no requirement has an id, so there is nothing to trace";

/** One artifact, for the parts of it that its author answers for. */
async function ofArtifact(context: GateContext, writes: string): Promise<Look> {
  const { artifact, issue } = context;
  if (writes === "pm-spec")
    return lookOf("every requirement of the issue is taken up", listedNowhere(issue, artifact));
  if (writes === "plan") {
    const own = requirementsOf(artifact);
    const served = new Set(
      mentionsIn(
        "plan",
        artifact,
        own.map(({ id }) => id),
      ).flatMap(({ ids }) => ids),
    );
    return lookOf(own.length === 0 ? none : "every requirement is served by the plan", [
      ...listedNowhere(issue, artifact),
      ...own.filter(({ id }) => !served.has(id)).map((requirement) => missing("plans", requirement)),
    ]);
  }
  const wanted: Want[] =
    writes === "build-report" ? ["changes", "tests"] : writes === "test-implementation" ? ["tests"] : [];
  const requirements = asked(context);
  if (requirements.length === 0 || wanted.length === 0) return lookOf(none, []);
  const open = leftOutIn(
    artifact,
    requirements.map(({ id }) => id),
  );
  const traces = await tracesOf(context, requirements, { ...context.artifacts, [writes]: artifact });
  return lookOf(
    `each of ${requirements.length} requirements is proven or said to be open`,
    gaps(
      traces.filter(({ requirement: { id } }) => !open.includes(id)),
      wanted,
    ),
  );
}

const lookOf = (passed: string, mistakes: GateFinding[]): Look => ({
  what: "requirement ids",
  passed,
  mistakes,
});

/** A specification without ids does not make those of the issue void. */
const asked = ({ requirements, issue }: GateContext): readonly Requirement[] =>
  requirements.length > 0 ? requirements : requirementsOf(issue);

/** Requirements of the issue that the specification neither lists nor names as left out. */
function listedNowhere(issue: string, specification: string | undefined): GateFinding[] {
  if (specification === undefined) return [];
  const wanted = requirementsOf(issue);
  const ids = wanted.map(({ id }) => id);
  const named = new Set([
    ...requirementsOf(specification).map(({ id }) => id),
    ...leftOutIn(specification, ids),
  ]);
  return wanted
    .filter(({ id }) => !named.has(id))
    .map((requirement) => finding("not-taken-up", requirement, notTakenUp));
}

const notTakenUp =
  "of the issue is not taken up; list it, or name it under what is out of scope, with the reason";

const tracesOf = (
  { repository, profile, base, candidate: head, earlier }: GateContext,
  requirements: readonly Requirement[],
  artifacts: Readonly<Record<string, string>>,
): Promise<Trace[]> => traceRun({ repository, profile, base, head, requirements, artifacts, earlier });

const gaps = (traces: readonly Trace[], wanted: readonly Want[]): GateFinding[] =>
  traces.flatMap((trace) =>
    wanted.filter((want) => trace[want].length === 0).map((want) => missing(want, trace.requirement)),
  );
