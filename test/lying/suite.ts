import { readFile } from "node:fs/promises";
import type { RunStatus } from "../../src/index.ts";
import { makeWorld, type World } from "../support/cli.ts";
import { logged } from "../support/log.ts";
import { type Files, git, nodeProject, writeFiles } from "../support/project.ts";
import { scenario, type Script } from "../support/scenario.ts";

/** A project whose tests are tests, so that it can be lied about them. */
export const lyingProject: Files = {
  ...nodeProject,
  ".phasegate/profile.yaml": (nodeProject[".phasegate/profile.yaml"] ?? "").replace(
    "test: [node, ../tools/check.js, test]",
    "test: [node, --test]",
  ),
  "backend/app.js":
    "export const products = () => ['lamp'];\nexport const priceOf = (name) => (name === 'lamp' ? 40 : null);\n",
  "backend/test/app.test.js": [
    'import assert from "node:assert";',
    'import test from "node:test";',
    'import { priceOf, products } from "../app.js";',
    "",
    'test("lists products", () => {',
    '  assert.deepEqual(products(), ["lamp"]);',
    "});",
    "",
    'test("knows prices", () => {',
    '  assert.equal(priceOf("lamp"), 40);',
    '  assert.equal(priceOf("nothing"), null);',
    "});",
    "",
  ].join("\n"),
  "frontend/test/page.test.js": [
    'import assert from "node:assert";',
    'import test from "node:test";',
    'import { page } from "../page.js";',
    "",
    'test("shows products", () => {',
    '  assert.equal(page(), "products");',
    "});",
    "",
  ].join("\n"),
  ".gitignore": "node_modules/\n",
  "eslint.config.js": 'export default [{ rules: { "no-unused-vars": "error" } }];\n',
};

export interface Delivery {
  status: RunStatus;
  exitCode: number;
  /** Files of the branch's head that the base does not have, or has otherwise; null: deleted. */
  changed: Record<string, string | null>;
  /** The same for every commit of the branch. */
  everCommitted: string;
  /** What was printed while the run went on. */
  progress: string;
}

export interface Suite {
  world: World;
  deliver(name: string, workflow: string, script: Script): Promise<Delivery>;
  close(): Promise<void>;
}

/**
 * Runs of one home and one repository, each as its own process. A run that hangs owns the home as long as the suite
 * is open, so that the others need no database of their own.
 */
export async function openSuite(project: Files = lyingProject): Promise<Suite> {
  const cleanUps: (() => Promise<void>)[] = [];
  const script = { "implementation/builder": [{ do: [{ hang: {} }], say: "" }] };
  const world = await makeWorld({ project, script, atEnd: (cleanUp) => cleanUps.push(cleanUp) });
  const owner = world.start(world.runArgs("direct"));
  await logged(world, "hang");
  return {
    world,
    deliver: (name, workflow, of) => deliver(world, name, workflow, of),
    async close() {
      owner.kill("SIGINT");
      await owner;
      for (const cleanUp of cleanUps) await cleanUp();
    },
  };
}

async function deliver(world: World, name: string, workflow: string, script: Script): Promise<Delivery> {
  const file = name.replaceAll(/\W+/g, "-");
  await writeFiles(world.root, {
    [`${file}.md`]: `# Reviews, and ${name}\n\nCustomers review products.\n`,
    [`${file}.yaml`]: scenario(script),
  });
  const runtime = `scripted:${file}.yaml`;
  const args = ["--repo", world.repository, "--workflow", workflow, "--runtime", runtime, "--json"];
  const { stdout, stderr, exitCode } = await world.phasegate(["run", `${file}.md`, ...args]);
  if (!stdout.includes('"gates"')) throw new Error(`${exitCode}: ${stdout}\n${stderr}`);
  const status = JSON.parse(stdout) as RunStatus;
  return { status, exitCode, progress: stderr, ...(await branchOf(world, status)) };
}

async function branchOf({ repository }: World, { base, branch }: RunStatus) {
  const names = (await git(repository, "diff", "--name-only", "-z", "--no-renames", base, branch)).split(
    "\0",
  );
  const changed: Record<string, string | null> = {};
  for (const name of names.filter((each) => each !== ""))
    changed[name] = await git(repository, "show", `${branch}:${name}`).catch(() => null);
  const everCommitted = await git(repository, "log", "--patch", "--full-index", `${base}..${branch}`);
  return { changed, everCommitted };
}

/** A page of the local forge. */
export const page = (url: string | undefined): Promise<string> =>
  readFile(new URL((url ?? "").replace(/#.*/, "")), "utf8");
