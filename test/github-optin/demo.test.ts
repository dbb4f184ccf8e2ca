import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { RunStatus, Verification } from "../../src/index.ts";
import { type GitHubWorld, githubWorld, markersOn, statusIn } from "../github-runs/world.fixture.ts";
import { filesBelow, storefront } from "../runtimes/support/storefront.ts";
import type { Files } from "../support/project.ts";
import { apiCalls, countedByKind } from "./calls.ts";

/** What the whole demo may ask of GitHub's API, with the usual time between two looks at it. */
const mostCalls = 120;

async function demoProject(): Promise<Files> {
  const names = filesBelow("project").filter((name) => !name.includes("/node_modules/"));
  const texts = names.map(async (name) => [
    name.slice("project/".length),
    await readFile(path.join(storefront, name), "utf8"),
  ]);
  return Object.fromEntries(await Promise.all(texts)) as Files;
}

/** The demo's specification as an issue; its title is the first heading. */
async function openDemoIssue({ github }: GitHubWorld): Promise<{ number: number; title: string }> {
  const spec = await readFile(path.join(storefront, "spec.md"), "utf8");
  const [heading = "", ...body] = spec.split("\n");
  const title = heading.replace(/^# /, "");
  const { number } = await github.api("octocat").openIssue(title, body.join("\n").trim());
  return { number, title };
}

/** The markers that each artifact of the run must have, by where it is read. */
function artifactsOf({ steps }: RunStatus): { planned: string[]; built: string[] } {
  const names = (isPlan: boolean): string[] => {
    const own = steps.filter(({ phase }) => ["initialization", "planning"].includes(phase) === isPlan);
    return [
      ...new Set(own.flatMap(({ artifact }) => (artifact ? [`artifact=${artifact.name}`] : []))),
    ].sort();
  };
  return { planned: names(true), built: names(false) };
}

/** The first part of each artifact; those that are too long go on in others. */
const artifactsIn = (markers: readonly string[]): string[] =>
  markers.filter((marker) => /^artifact=\S+$/.test(marker));

/** Every label that the run has set on the issue, in order. */
function labelsSet({ github }: GitHubWorld): string[] {
  const labels: string[] = [];
  github.onWrite(({ operation, body }) => {
    if (operation === "issues/add-labels") labels.push(...(body as { labels: string[] }).labels);
  });
  return labels;
}

async function expectEverythingOnce(world: GitHubWorld, issue: number, status: RunStatus): Promise<void> {
  const { github } = world;
  const request = await world.request();
  const [onIssue, onRequest] = [await markersOn(world, issue), await markersOn(world, request)];
  const { planned, built } = artifactsOf(status);
  expect(planned.length + built.length).toBeGreaterThan(8);
  expect(artifactsIn(onIssue)).toEqual(planned);
  expect(artifactsIn(onRequest)).toEqual(built);
  expect([...onIssue, ...onRequest].filter((marker) => marker === "tracker")).toEqual(["tracker"]);
  expect(new Set([...onIssue, ...onRequest]).size).toBe(onIssue.length + onRequest.length);
  const { item } = await github.conversation(request);
  expect(item).toMatchObject({ draft: false, state: "open" });
  expect(String(item["body"])).toContain(`Closes #${issue}.`);
}

test("the whole demo is delivered on GitHub with few requests, and all of it can be proven again", async () => {
  const world = await githubWorld({ project: await demoProject() });
  const { github, repository } = world;
  const { number, title } = await openDemoIssue(world);
  const labels = labelsSet(world);
  const run = ["run", String(number), "--repo", repository, "--workflow", "feature"];
  const scripted = ["--runtime", `scripted:${path.join(storefront, "scenario.yaml")}`];
  const answer = await world.phasegate([...run, ...scripted, "--json"]);
  expect(answer).toMatchObject({ exitCode: 0 });
  const status = statusIn(answer);
  expect(status).toMatchObject({ status: "ready", feature: { title } });

  const calls = apiCalls(github);
  const unchanged = calls.filter((call) => call.status === 304).length;
  const counted = `${calls.length} requests, ${unchanged} of them unchanged`;
  process.stdout.write(
    `the demo on GitHub: ${[counted, ...countedByKind(github)].join("\n")}\n${
      /the forge was asked .*/.exec(answer.stderr)?.[0]
    }\n`,
  );
  await expectEverythingOnce(world, number, status);
  expect([...new Set(labels)]).toEqual([
    "phasegate: initialization",
    "phasegate: planning",
    "phasegate: implementation",
    "phasegate: quality",
    "phasegate: ready",
  ]);
  expect((await github.conversation(number)).labels).toEqual(["phasegate: ready"]);
  expect(calls.length).toBeLessThan(mostCalls);

  const verified = await world.phasegate(["verify", status.id, "--json"]);
  expect(verified).toMatchObject({ exitCode: 0 });
  const { rows } = JSON.parse(verified.stdout) as Verification;
  expect(rows.filter(({ outcome }) => outcome === "differs")).toEqual([]);
  expect(github.violations).toEqual([]);
});
