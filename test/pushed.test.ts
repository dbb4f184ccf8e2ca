import path from "node:path";
import { expect, test } from "vitest";
import type { RunStatus } from "../src/index.ts";
import { makeWorld, type World } from "./support/cli.ts";
import { logged } from "./support/log.ts";
import { git, writeFiles } from "./support/project.ts";
import { approval, buildReport, type Script, trioScript } from "./support/scenario.ts";

/** A person commits files to the run's branch, in a clone of their own. */
async function pushAs(world: World, branch: string, files: Record<string, string>): Promise<string> {
  const clone = path.join(world.root, `clone-${Object.keys(files).join("-").replaceAll("/", "_")}`);
  await git(world.root, "clone", "--quiet", "--branch", branch, world.repository, clone);
  await writeFiles(clone, files);
  await git(clone, "add", "--all");
  await git(clone, "commit", "--quiet", "--message=By hand");
  await git(clone, "push", "--quiet", "origin", branch);
  return git(clone, "rev-parse", "HEAD");
}

/** Waits for a person once every gate of the quality phase has passed. */
async function atTheEnd(script: Script): Promise<{ world: World; status: RunStatus }> {
  const world = await makeWorld({ script });
  const { stdout } = await world.phasegate(world.runArgs("trio", "--approve", "quality", "--json"));
  return { world, status: JSON.parse(stdout) as RunStatus };
}

async function goOn(world: World): Promise<RunStatus> {
  const { stdout } = await world.phasegate(["approve", "--repo", world.repository, "--json"]);
  return JSON.parse(stdout) as RunStatus;
}

/** Gates that were asked after the first `count` verdicts, by what they were of. */
const later = (status: RunStatus, count: number): string[] =>
  status.gates.slice(count).map(({ step, phase, name }) => `${step ?? phase}: ${name}`);

const review = { say: approval };
const twoReviews: Script = { ...trioScript, "quality/code-reviewer.2": [review] };

test("F07: a commit that a person pushes in mid-run voids what was seen of the tree before, and exactly that is seen again", async () => {
  const { world, status } = await atTheEnd(twoReviews);
  expect(status.status).toBe("waiting");
  const mine = await pushAs(world, status.branch, { "backend/by-hand.js": "export const byHand = 1;\n" });
  const ready = await goOn(world);
  expect(ready).toMatchObject({ status: "ready", head: mine });
  const tree = await git(world.repository, "rev-parse", `${mine}^{tree}`);
  expect(later(ready, status.gates.length)).toEqual([
    "ready: pushed-by-others",
    "ready: pushed",
    "quality/code-reviewer.2: complete",
    "quality/code-reviewer.2: review",
    "quality/code-reviewer.2: scope",
    "quality/code-reviewer.2: secrets",
    "quality/code-reviewer.2: pushed",
    "quality: protected",
    "quality: secrets",
    "quality: tests-kept",
    "quality: coverage",
    "quality: contract",
    "quality: checks",
    "quality: review-approved",
  ]);
  const seen = ready.gates.slice(status.gates.length).flatMap(({ evidence }) => evidence);
  expect(new Set(seen.map((one) => one.tree))).toEqual(new Set([tree]));
  const ended = (await world.agentLog()).filter((line) => line.endsWith(" end"));
  expect(ended.map((line) => line.split(" ")[1])).toEqual([
    "planning/planner",
    "implementation/builder",
    "implementation/builder",
    "quality/code-reviewer",
    "quality/code-reviewer.2",
  ]);
});

test("documentation that a person pushes voids no review; checks are run again all the same", async () => {
  const { world, status } = await atTheEnd(trioScript);
  const mine = await pushAs(world, status.branch, { "README.md": "# Small\n\nNow with reviews.\n" });
  const ready = await goOn(world);
  expect(ready).toMatchObject({ status: "ready", head: mine });
  expect(later(ready, status.gates.length)).toEqual([
    "ready: pushed-by-others",
    "ready: pushed",
    "quality: protected",
    "quality: secrets",
    "quality: tests-kept",
    "quality: coverage",
    "quality: contract",
    "quality: checks",
    "quality: review-approved",
  ]);
});

test("what a person breaks is not held against the next step, and goes to the owner of the file in the end", async () => {
  const builder = trioScript["implementation/builder"] ?? [];
  const mends = {
    do: [{ write: { path: "backend/by-hand.js", text: "export const byHand = 1;\n" } }],
    say: buildReport,
  };
  const world = await makeWorld({
    script: {
      ...trioScript,
      "implementation/builder": builder,
      "quality/builder": [mends],
      "quality/code-reviewer.2": [review],
    },
  });
  const { stdout } = await world.phasegate(world.runArgs("trio", "--approve", "planning", "--json"));
  const waiting = JSON.parse(stdout) as RunStatus;
  await pushAs(world, waiting.branch, { "backend/by-hand.js": "export const byHand = 1; // BAD-lint\n" });
  const ready = await goOn(world);
  expect(ready.status).toBe("ready");
  expect(ready.gates.find(({ name }) => name === "pushed-by-others")).toMatchObject({ verdict: "failed" });
  expect(ready.steps.map(({ id, attempts }) => `${id} ${attempts}`)).toEqual([
    "planning/planner 1",
    "implementation/builder 2",
    "quality/code-reviewer 1",
    "quality/builder 1",
    "quality/code-reviewer.2 1",
  ]);
});

test("a rebase of the branch by a person is taken over; a branch that lost a step's work is left alone, and says so", async () => {
  const { world, status } = await atTheEnd(twoReviews);
  await git(world.repository, "checkout", "--quiet", status.branch);
  await git(world.repository, "commit", "--quiet", "--amend", "--no-edit", "--date=2026-01-01T00:00:00Z");
  const rewritten = await git(world.repository, "rev-parse", "HEAD");
  await git(world.repository, "checkout", "--quiet", "main");
  expect(await goOn(world)).toMatchObject({ status: "ready", head: rewritten });

  const lost = await atTheEnd(twoReviews);
  await git(lost.world.repository, "branch", "--force", lost.status.branch, "main");
  await pushAs(lost.world, lost.status.branch, { "backend/other.js": "// other\n" });
  const ended = await goOn(lost.world);
  expect(ended).toMatchObject({ status: "waiting", cause: "question" });
  expect(ended.reason).toContain("no longer holds what implementation/builder did");
});

test("a step that contradicts what a person pushed meanwhile begins again on what is there now", async () => {
  const slow: Script = {
    ...trioScript,
    "implementation/builder": [
      {
        do: [
          { write: { path: "backend/app.js", text: "export const products = () => ['mine'];\n" } },
          { think: { ms: 4_000 } },
        ],
        say: buildReport,
      },
      {
        do: [{ write: { path: "backend/reviews.js", text: "export const reviews = [];\n" } }],
        say: buildReport,
      },
    ],
  };
  const world = await makeWorld({ script: slow });
  const running = world.start(world.runArgs("trio", "--json"));
  await logged(world, "1 think");
  const { branch } = await world.status();
  await pushAs(world, branch, { "backend/app.js": "export const products = () => ['theirs'];\n" });
  const { exitCode, stdout } = await running;
  expect(exitCode).toBe(0);
  const ready = JSON.parse(stdout) as RunStatus;
  expect(await git(world.repository, "show", `${branch}:backend/app.js`)).toContain("theirs");
  expect(ready.steps.find(({ id }) => id === "implementation/builder")).toMatchObject({ attempts: 2 });
});
