import { expect, test } from "vitest";
import type { GitHub } from "../github/server.ts";
import { git } from "../support/project.ts";
import { trioScript } from "../support/scenario.ts";
import { githubWorld, issueTitle, markersOn, statusIn } from "./world.fixture.ts";

/** What was asked of the API, for git's own requests count for no limit. */
const apiCalls = ({ requests }: GitHub) => requests.filter(({ path }) => !path.includes(".git/"));

test("an issue on GitHub becomes a pull request on GitHub that is ready for review", async () => {
  const world = await githubWorld({ script: trioScript });
  const { github, issue } = world;
  const answer = await world.phasegate(world.deliver("trio", "--json"));
  expect(answer).toMatchObject({ exitCode: 0 });
  const status = statusIn(answer);
  expect(status).toMatchObject({ status: "ready", feature: { title: issueTitle } });

  const number = await world.request();
  const { item, labels } = await github.conversation(number);
  expect(status.pullRequest?.url).toBe(item["html_url"]);
  expect(item["draft"]).toBe(false);
  expect(String(item["body"])).toContain(`Closes #${issue}.`);
  const discussed = await github.conversation(issue);
  expect([...labels, ...discussed.labels]).toEqual(["phasegate: ready"]);
  expect(await markersOn(world, issue)).toEqual(["artifact=plan", "tracker"]);
  expect(await markersOn(world, number)).toEqual(["artifact=build-report", "artifact=code-review"]);
  expect(discussed.comments.find(({ body }) => body.includes(" tracker "))?.body).toContain("ready");

  const branch = await git(github.repository, "rev-parse", status.branch);
  expect(branch).toBe(status.head);
  expect(await git(world.repository, "branch", "--list", "--all")).not.toContain("phasegate");
  expect(github.violations).toEqual([]);
  const token = world.env["GH_TOKEN"] ?? "";
  const holders = git(world.root, "grep", "--no-index", "-l", "--text", token, "--", "home");
  expect(await holders.catch(() => "nothing")).toBe("nothing");
  expect(apiCalls(github).length).toBeLessThan(60);
});

test("a spec file becomes an issue on GitHub when it is asked for", async () => {
  const world = await githubWorld({ script: trioScript });
  const args = world.runArgs("trio", "--forge", "github", "--json");
  const status = statusIn(await world.phasegate(args));
  expect(status.status).toBe("ready");
  const made = (await world.github.items()).find((item) => item["html_url"] === status.issue?.url);
  expect(made).toMatchObject({ title: issueTitle, state: "open" });
  expect(world.github.violations).toEqual([]);
});
