import { expect, test } from "vitest";
import { git } from "../support/project.ts";
import { buildReport } from "../support/scenario.ts";
import { githubWorld, questionOn } from "./world.fixture.ts";

const text = "export const reviews = [];\n";
const script = {
  "implementation/builder": [{ do: [{ write: { path: "backend/reviews.js", text } }], say: buildReport }],
};

const isLook = ({ operation }: { operation: string | null }): boolean => operation === "checks/list-for-ref";

test("the repository's own checks are waited for; one that fails on the head alone is asked about, and allowed by a comment", async () => {
  const world = await githubWorld({ script });
  const { github, issue } = world;
  world.env["PHASEGATE_POLL_SECONDS"] = "0.2";
  await github.check(await git(github.repository, "rev-parse", "main"), {
    name: "links",
    conclusion: "failure",
  });
  let head = "";
  github.onWrite(async ({ path }) => {
    if (!path.endsWith("git-receive-pack")) return;
    const newest = await git(
      github.repository,
      "for-each-ref",
      "--format=%(objectname)",
      "refs/heads/phasegate",
    );
    if (newest === "" || newest === head) return;
    head = newest;
    for (const name of ["links", "unit"]) await github.check(head, { name, conclusion: "failure" });
    await github.check(head, { name: "slow", status: "in_progress" });
  });
  const run = world.start(world.deliver("direct", "--wait", "--json"));
  const looks = () => github.requests.filter(isLook).length;
  await expect.poll(looks, { timeout: 60_000 }).toBeGreaterThan(2);
  await github.check(head, { name: "slow", conclusion: "success" });

  const asked = await questionOn(world, 1);
  expect(asked).toContain("unit");
  expect(asked).toMatch(/as on the base: links/);
  expect(asked).not.toContain("slow");
  const writer = github.api("writer");
  await writer.comment(issue, "/phasegate answer 1");
  await questionOn(world, 2);
  await writer.comment(issue, "/phasegate answer 2 known to be flaky");
  const { stderr, exitCode } = await run;
  expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
  const { item } = await github.conversation(await world.request());
  expect(item["draft"]).toBe(false);
  const body = String(item["body"]);
  expect(body).toMatch(/^\| unit \| ❌ failed \|/m);
  expect(body).toMatch(/^\| slow \| ✅ passed \|/m);
  expect(github.violations).toEqual([]);
});
