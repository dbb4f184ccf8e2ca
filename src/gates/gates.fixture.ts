import path from "node:path";
import { expect } from "vitest";
import { duty } from "../core/run.fixture.ts";
import type { Evidence, Verdict } from "../core/evidence.ts";
import { compilePolicy } from "../core/policy.ts";
import { profileSchema, type Profile } from "../core/profile.ts";
import type { GateName } from "../core/workflow.ts";
import type { Files } from "../../test/support/project.ts";
import { commitOf, makePlace, type Place } from "../workspace/workspace.fixture.ts";
import type { Checks, GateContext } from "./gate.ts";
import { gateNamed } from "./index.ts";

export const profile: Profile = profileSchema.parse({
  parts: [
    { name: "backend", path: "backend", checks: { lint: ["lint-it"], test: ["test-it"] } },
    { name: "frontend", path: "frontend", checks: { test: ["test-it"] } },
  ],
  protected: ["contract/**"],
});

export const project: Files = {
  "backend/app.js": "export const products = () => [];\n",
  "backend/test/app.test.js": "// a test\n",
  "frontend/page.js": "export const page = 1;\n",
  "contract/api.yaml": "openapi: 3.1.0\n",
  "README.md": "# Shop\n",
};

export const evidenceOf = (facts: Partial<Evidence> = {}): Evidence => ({
  commit: "c",
  tree: "t",
  command: "true",
  exitCode: 0,
  durationMs: 1,
  outputSha256: "d",
  outputTail: "",
  at: "2026-01-01T00:00:00.000Z",
  environment: "test",
  ...facts,
});

export interface Stage extends Place {
  /** The agent's tree, at the base commit to begin with. */
  tree: string;
  /** What a gate sees when the tree is as it is now. */
  context(changes?: Partial<GateContext>): Promise<GateContext>;
}

/** A real repository, and a backend developer's tree of it. */
export async function makeStage(files: Files = project, folder?: string): Promise<Stage> {
  const place = await makePlace(files, folder);
  const tree = path.join(place.root, "tree");
  await place.repository.checkout(place.base, tree, []);
  const context = async (changes: Partial<GateContext> = {}): Promise<GateContext> => {
    const { repository, base, user } = place;
    const object = await repository.snapshot(tree, base);
    const candidate =
      object === (await repository.treeOf(base)) ? base : await commitOf(repository, tree, base);
    return {
      ...contextOf(place),
      before: base,
      candidate,
      changes: await repository.changes(base, candidate),
      remote: user,
      ...changes,
    };
  };
  return { ...place, tree, context };
}

const runsNothing = () => Promise.reject(new Error("this gate runs nothing"));

/** For gates that start no process. */
export const noChecks: Checks = { run: runsNothing, runAgain: runsNothing, produce: runsNothing };

const developer = duty("backend-implementation", { edits: ["backend"], changes: "required" });

function contextOf({ repository, base, user }: Place): GateContext {
  return {
    role: "backend-developer",
    duty: developer,
    policy: compilePolicy({
      role: "backend-developer",
      duty: developer,
      tools: "Read, Bash",
      profile,
      changed: [],
      failing: [],
      ownTests: [],
    }),
    profile,
    repository,
    base,
    before: base,
    candidate: base,
    changes: [],
    artifact: "",
    artifacts: {},
    earlier: [],
    issue: "# Reviews of products\n\nCustomers review products.\n",
    requirements: [],
    offers: [],
    allowed: new Set(),
    findings: [],
    ownerOf: (file) => (file.startsWith("backend/") ? "backend-developer" : null),
    evidenceOf: () => Promise.resolve({}),
    checksOf: "part",
    checks: noChecks,
    baseChecks: [],
    remote: user,
    branch: "phasegate/work",
    environment: "test",
    now: () => new Date("2026-01-01T00:00:00.000Z"),
  };
}

export const judge = (name: GateName, context: GateContext): Promise<Verdict> =>
  gateNamed(name).check(context);

/** The reason of a verdict that must be a pass; every verdict names itself and brings evidence. */
export async function passes(name: GateName, context: GateContext): Promise<string> {
  const verdict = await judge(name, context);
  expect(verdict).toMatchObject({ gate: name, verdict: "passed" });
  return verdict.reason;
}

/** The reason of a verdict that must be a failure. */
export async function fails(name: GateName, context: GateContext): Promise<string> {
  const verdict = await judge(name, context);
  expect(verdict).toMatchObject({ gate: name, verdict: "failed" });
  return verdict.reason;
}
