import { expect, test } from "vitest";
import { git } from "../support/project.ts";
import { trioScript } from "../support/scenario.ts";
import { githubWorld, markersOn, statusIn } from "../github-runs/world.fixture.ts";

/** A world of somebody who may read the repository and no more. */
async function readersWorld() {
  const world = await githubWorld({ script: trioScript });
  world.env["GH_TOKEN"] = world.github.token("reader");
  return world;
}

test("somebody with a fork alone delivers from it: its branch, no label, and no word in comments but their own on the command line", async () => {
  const world = await readersWorld();
  const { github, issue } = world;
  await github.api("reader").fork();
  const asked = await world.phasegate(world.deliver("trio", "--approve", "planning", "--json"));
  const waiting = statusIn(asked);
  expect(waiting).toMatchObject({ status: "waiting", cause: "approval" });
  expect(asked.stderr).toContain("branches are pushed to the fork reader/shop");
  expect(asked.stderr.match(/the issue gets no labels/g)).toHaveLength(1);

  await github.api("writer").comment(issue, "/phasegate approve");
  const heard = await world.phasegate(["resume", waiting.id, "--json"]);
  expect(statusIn(heard)).toMatchObject({ status: "waiting", cause: "approval" });
  expect(heard.stderr).toContain("nobody is obeyed in comments");

  const answer = await world.phasegate(["approve", waiting.id, "--json"]);
  const status = statusIn(answer);
  expect([status.status, answer.stderr]).toEqual(["ready", expect.any(String)]);
  const number = await world.request();
  const { body } = await github.api("reader").ask("GET", `/repos/acme/shop/pulls/${number}`);
  expect(body).toMatchObject({ draft: false, head: { label: `reader:${status.branch}`, sha: status.head } });
  expect(await git(github.fork("reader"), "rev-parse", status.branch)).toBe(status.head);
  expect(await git(github.repository, "branch", "--list", "phasegate/*")).toBe("");
  expect(new Set(github.pushes.map(({ repository }) => repository))).toEqual(new Set(["reader/shop"]));
  expect((await github.conversation(issue)).labels).toEqual([]);
  expect(await markersOn(world, number)).toEqual(["artifact=build-report", "artifact=code-review"]);
  expect(github.violations).toEqual([]);
});

test("without a fork it is said before anything is made, and how one is made", async () => {
  const world = await readersWorld();
  const { exitCode, stderr } = await world.phasegate(world.deliver("direct"));
  expect(exitCode).toBe(2);
  expect(stderr).toContain("reader may not push to acme/shop and has no fork of it");
  expect(stderr).toContain("gh repo fork");
  expect(world.github.pushes).toEqual([]);
  expect(world.github.requests.filter(({ method }) => method !== "GET")).toEqual([]);
});
