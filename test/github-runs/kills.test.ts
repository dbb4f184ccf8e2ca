import { expect, test } from "vitest";
import type { Seen } from "../github/faults.ts";
import { git } from "../support/project.ts";
import { trioScript } from "../support/scenario.ts";
import { type GitHubWorld, githubWorld, markersOn, statusIn } from "./world.fixture.ts";

/** What must be on GitHub however often the engine died: everything once, and everything there. */
async function deliveredBy(world: GitHubWorld) {
  const { github, issue } = world;
  const request = await world.request();
  const [onIssue, onRequest] = [await github.conversation(issue), await github.conversation(request)];
  const status = await world.status();
  return {
    status: status.status,
    items: (await github.items()).map((item) => [item["title"], item["state"], item["draft"]]),
    comments: [await markersOn(world, issue), await markersOn(world, request)],
    labels: [onIssue.labels, onRequest.labels],
    tracker: onIssue.comments.find(({ body }) => body.includes(" tracker "))?.body.includes("ready"),
    commits: (await git(github.repository, "log", "--format=%s", `main..${status.branch}`)).split("\n"),
    isHead: (await git(github.repository, "rev-parse", status.branch)) === status.head,
    violations: github.violations,
  };
}

/** A write by what it does; edits of the same comment are one kind. */
const kindOf = ({ operation, path, body }: Seen): string => {
  const marker = /phasegate run=\S+ ([^|>]*)/.exec(JSON.stringify(body ?? ""))?.[1] ?? "";
  return `${operation ?? path} ${marker}`.trim();
};

const world = () => githubWorld({ script: trioScript });

/** The kinds of all writes of a run that nobody disturbs, in order, and what it delivers. */
async function undisturbed() {
  const one = await world();
  const kinds: string[] = [];
  one.github.onWrite((seen) => void kinds.push(kindOf(seen)));
  const { exitCode, stderr } = await one.phasegate(one.deliver("direct"));
  expect(exitCode, stderr).toBe(0);
  return { kinds, delivered: await deliveredBy(one) };
}

test("an engine killed at a write to GitHub, done but not answered, does it exactly once", async () => {
  const { kinds, delivered } = await undisturbed();
  const isFirst = (kind: string, index: number): boolean => kinds.indexOf(kind) === index;
  const all = process.env["PHASEGATE_TEST_EVERY_WRITE"] !== undefined;
  const places = kinds.flatMap((kind, index) => (all || isFirst(kind, index) ? [index + 1] : []));
  expect(places.length).toBeGreaterThan(6);
  for (const place of places) await expectOnce(place, kinds[place - 1] ?? "", delivered);
}, 900_000);

async function expectOnce(place: number, kind: string, delivered: unknown): Promise<void> {
  const one = await world();
  let count = 0;
  const run = one.start(one.deliver("direct"));
  one.github.onWrite(() => void (++count === place && run.kill("SIGKILL")));
  const { signal } = await run;
  if (signal !== "SIGKILL") return; // gathered with another edit this time
  const resumed = await one.phasegate(["resume", "--repo", one.repository, "--json"]);
  const isOver = resumed.stderr.includes("is ready");
  if (!isOver) expect(statusIn(resumed).status, `killed at ${kind}`).toBe("ready");
  expect(await deliveredBy(one), `killed at write ${place}, ${kind}`).toEqual(delivered);
}
