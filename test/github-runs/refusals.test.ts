import { expect, test } from "vitest";
import { type PushRefusalName, pushRefusals } from "../github/push-refusals.ts";
import { git } from "../support/project.ts";
import { buildReport } from "../support/scenario.ts";
import { githubWorld, statusIn, questionOn } from "./world.fixture.ts";

const text = "export const reviews = [];\n";
const script = {
  "implementation/builder": [{ do: [{ write: { path: "backend/reviews.js", text } }], say: buildReport }],
};

/** What the run must say of each refusal, beside GitHub's own words. */
const explained: Record<PushRefusalName, RegExp> = {
  protected: /branch is protected[\s\S]*approving review[\s\S]*take the run's branches out of the protection/,
  rules: /has rules that this push breaks[\s\S]*through a pull request/,
  signatures: /requires signed commits[\s\S]*verified signatures/,
  "large file": /larger than the remote allows[\s\S]*big\.bin is 123\.45 MB/,
  secret: /takes for secrets[\s\S]*config\.txt:1[\s\S]*revoke them/,
  workflow: /changes a workflow file[\s\S]*`workflow` scope/,
};

test("a push that GitHub refuses is explained and asked about; once it is taken the work goes on without its agent", async () => {
  const world = await githubWorld({ script });
  const { github, issue } = world;
  world.env["PHASEGATE_POLL_SECONDS"] = "0.2";
  const names = Object.keys(pushRefusals) as PushRefusalName[];
  let isBegun = false;
  github.onWrite(async ({ path }) => {
    if (isBegun || !path.endsWith("git-receive-pack")) return;
    isBegun = true;
    await github.refusePush(names[0] ?? "protected", "refs/heads");
  });
  const run = world.start(world.deliver("direct", "--wait", "--json"));
  for (const [index, name] of names.entries()) {
    expect(await questionOn(world, index + 1)).toMatch(explained[name]);
    const next = names[index + 1];
    await (next ? github.refusePush(next, "refs/heads") : github.allowPush());
    await github.api("writer").comment(issue, "/phasegate answer 1");
  }
  const { stdout, stderr, exitCode } = await run;
  expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
  const status = statusIn({ stdout, stderr });
  expect(await git(github.repository, "rev-parse", status.branch)).toBe(status.head);
  expect((await world.agentLog()).filter((line) => line.endsWith(" end"))).toHaveLength(1);
  expect(github.pushes.filter(({ forced }) => forced)).toEqual([]);
  expect(github.violations).toEqual([]);
});

test("a branch that GitHub does not take at all is said on the command line, and taken later it is delivered", async () => {
  const world = await githubWorld({ script });
  const { github } = world;
  await github.refusePush("rules", "refs/heads");
  const waiting = statusIn(await world.phasegate(world.deliver("direct", "--json")));
  expect(waiting).toMatchObject({ status: "waiting", question: { subject: "the branch" } });
  expect(waiting.question?.text).toMatch(explained.rules);
  await github.allowPush();
  const answer = await world.phasegate(["answer", waiting.id, "1", "--json"]);
  expect([statusIn(answer).status, answer.stderr]).toEqual(["ready", expect.any(String)]);
  expect(github.violations).toEqual([]);
});
