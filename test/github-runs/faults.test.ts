import { expect, test } from "vitest";
import type { Fault, Seen } from "../github/faults.ts";
import { logged } from "../support/log.ts";
import { buildReport, trioScript } from "../support/scenario.ts";
import { type GitHubWorld, githubWorld, markersOn, statusIn } from "./world.fixture.ts";

const isApi = ({ path }: Seen): boolean => !path.includes(".git/");

async function expectDelivered(world: GitHubWorld): Promise<void> {
  const { github, issue } = world;
  const answer = await world.phasegate(world.deliver("trio", "--json"));
  expect(statusIn(answer).status).toBe("ready");
  const request = await world.request();
  expect(await markersOn(world, issue)).toEqual(["artifact=plan", "tracker"]);
  expect(await markersOn(world, request)).toEqual(["artifact=build-report", "artifact=code-review"]);
  expect(await github.items()).toHaveLength(2);
  expect(github.faultsLeft()).toBe(0);
  expect(github.violations).toEqual([]);
}

test("F11: replies that are lost after GitHub has done what they answer make nothing twice", async () => {
  const world = await githubWorld({ script: trioScript });
  let count = 0;
  const every = (n: number) => (seen: Seen) => isApi(seen) && seen.write && ++count % n === 0;
  world.github.fault({ kind: "lost", match: every(2), times: 3 });
  world.github.fault({ kind: "lost-behind-gateway", match: every(3), times: 2 });
  await expectDelivered(world);
});

const outages: Fault[] = [
  { kind: "status", status: 502, match: isApi, times: 1 },
  { kind: "status", status: 500, match: (seen) => isApi(seen) && seen.write, times: 1 },
  { kind: "status", status: 503, match: (seen) => isApi(seen) && !seen.write, times: 1 },
  { kind: "secondary", status: 403, retryAfter: 1, match: (seen) => isApi(seen) && seen.write, times: 1 },
  { kind: "secondary", status: 429, retryAfter: 1, match: isApi, times: 1 },
];

test("F11: outages and limits cost time and nothing else, and no request comes before it is allowed", async () => {
  const world = await githubWorld({ script: trioScript });
  for (const fault of outages) world.github.fault(fault);
  await expectDelivered(world);
});

test("a comment that a person deletes while the run is under way is made again", async () => {
  const world = await githubWorld({ script: trioScript });
  const first = statusIn(await world.phasegate(world.deliver("trio", "--approve", "planning", "--json")));
  const { comments } = await world.github.conversation(world.issue);
  for (const { id } of comments.filter(({ body }) => body.includes("<!-- phasegate")))
    await world.github.api("octocat").deleteComment(id);
  const answer = await world.phasegate(["approve", first.id, "--json"]);
  expect(statusIn(answer).status).toBe("ready");
  expect(await markersOn(world, world.issue)).toContain("tracker");
  expect(new Set(await markersOn(world, world.issue)).size).toBe(
    (await markersOn(world, world.issue)).length,
  );
});

test("agents go on while GitHub asks to wait for an hour, and Ctrl-C does not wait with it", async () => {
  const write = { write: { path: "backend/reviews.js", text: "export const reviews = [];\n" } };
  const slow = { do: [write, { think: { ms: 6_000 } }], say: buildReport }; // until comments are written
  const world = await githubWorld({ script: { ...trioScript, "implementation/builder": [slow] } });
  const resetAt = Date.now() + 3_600_000;
  const isArtifact = ({ body }: Seen): boolean => JSON.stringify(body ?? "").includes("artifact=plan");
  world.github.fault({ kind: "primary", status: 403, resetAt, match: isArtifact });
  const run = world.start(world.deliver("trio"));
  await logged(world, "quality/code-reviewer 1");
  expect(world.github.faultsLeft()).toBe(0);
  run.kill("SIGINT");
  const { exitCode, stderr } = await run;
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 130 });
  expect(world.github.violations).toEqual([]);
});
