import { afterAll, beforeAll, expect, test } from "vitest";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { duty } from "../../core/run.fixture.ts";
import { profileSchema } from "../../core/profile.ts";
import { requirementsOf } from "../../core/requirements.ts";
import { renderTrace } from "../../core/trace.ts";
import { writeFiles } from "../../../test/support/project.ts";
import { demoFiles } from "../demo.fixture.ts";
import { makeStage, passes, type Stage } from "../gates.fixture.ts";
import { traceRun } from "./trace-run.ts";

const profile = profileSchema.parse({ parts: [{ name: "all", path: ".", checks: {} }] });

let stage: Stage;
let folder = "";
let answers: Record<string, string> = {};
let issue = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "phasegate-"));
  stage = await makeStage(await demoFiles("project"), folder);
  await writeFiles(stage.tree, await demoFiles("feature"));
  answers = await demoFiles("answers");
  issue = (await demoFiles("."))["spec.md"] ?? "";
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const artifactsOf = (names: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(names).map(([name, file]) => [name, answers[`${file}.md`] ?? ""]));

const teams: Record<string, Record<string, string>> = {
  feature: {
    "pm-spec": "pm-spec",
    "design-plan": "design-plan",
    "system-plan": "system-plan.3",
    "test-plan": "test-plan.2",
    // The report of a fix took the place of the report of the work.
    "backend-implementation": "backend-fix",
    "frontend-implementation": "frontend-implementation.2",
    "optimization-report": "optimization-report",
    "test-implementation": "test-implementation",
    "code-review": "code-review.2",
  },
  six: {
    plan: "six/plan",
    "backend-implementation": "six/backend-implementation",
    "frontend-implementation": "six/frontend-implementation",
    "test-implementation": "six/test-implementation",
  },
  trio: { plan: "trio/plan", "build-report": "trio/build-report" },
  direct: { "build-report": "direct/build-report" },
};

const contextOf = async (names: Record<string, string>) => {
  const artifacts = artifactsOf(names);
  const requirements = requirementsOf(artifacts["pm-spec"] ?? artifacts["plan"] ?? issue);
  const text = answers["backend-implementation.2.md"] ?? "";
  const earlier = names["pm-spec"] ? [{ name: "backend-implementation", version: 1, text }] : [];
  return stage.context({ duty: duty("none"), artifacts, earlier, requirements, issue, profile });
};

test.each(Object.entries(teams))(
  "every requirement of the demo reaches its end in %s",
  async (name, names) => {
    const reached = name === "direct" ? "a change, a test" : "a plan, a change, a test";
    expect(await passes("coverage", await contextOf(names))).toBe(
      `each of 9 requirements reaches ${reached}`,
    );
  },
);

test("the trace of the demo shows plans, files and tests", async () => {
  const context = await contextOf(teams["feature"] ?? {});
  const table = renderTrace(await traceRun({ ...context, head: context.candidate }));
  expect(table.split("\n")).toHaveLength(11);
  expect(table).not.toContain("none");
});

test.each([
  ["pm-spec", "pm-spec", "every requirement of the issue is taken up"],
  ["plan", "trio/plan", "every requirement is served by the plan"],
  ["build-report", "trio/build-report", "each of 9 requirements is proven or said to be open"],
  ["test-implementation", "test-implementation", "each of 9 requirements is proven or said to be open"],
])("the demo's %s passes on its own", async (writes, file, reason) => {
  const context = await contextOf({});
  const artifact = answers[`${file}.md`] ?? "";
  expect(await passes("coverage", { ...context, duty: duty(writes), artifact })).toBe(reason);
});
