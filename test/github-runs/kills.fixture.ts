import { expect } from "vitest";
import type { Seen } from "../github/faults.ts";
import { git } from "../support/project.ts";
import { trioScript } from "../support/scenario.ts";
import { type GitHubWorld, githubWorld, markersOn } from "./world.fixture.ts";

/** When the engine dies at a write: GitHub has done it and not answered, or has not done it yet. */
export type Moment = "done but not answered" | "asked for but not done";

export type Workflow = "direct" | "trio";

const readyTracker = "### Phasegate: ready";

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
    tracker: onIssue.comments.find(({ body }) => body.includes(" tracker "))?.body.includes(readyTracker),
    commits: (await git(github.repository, "log", "--format=%s", `main..${status.branch}`)).split("\n"),
    isHead: (await git(github.repository, "rev-parse", status.branch)) === status.head,
    violations: github.violations,
  };
}

/** A write by what it does. */
const kindOf = ({ operation, path }: Seen): string => operation ?? path;

/** Calls `see` at every write, at this moment of it; true keeps it from being done, where that is still possible. */
function atWrites({ github }: GitHubWorld, moment: Moment, see: (seen: Seen) => boolean): void {
  if (moment === "done but not answered") github.onWrite((seen) => void see(seen));
  else github.fault({ kind: "silent", match: (seen) => seen.write && see(seen) });
}

/** A run that nobody disturbs: what it delivers, and the kinds of its writes in order, as they are seen at `moment`. */
export async function undisturbed(workflow: Workflow, moment: Moment) {
  const world = await githubWorld({ script: trioScript });
  const kinds: string[] = [];
  atWrites(world, moment, (seen) => {
    kinds.push(kindOf(seen));
    return false;
  });
  expect(await world.phasegate(world.deliver(workflow))).toMatchObject({ exitCode: 0 });
  return { workflow, moment, kinds, delivered: await deliveredBy(world) };
}

type Undisturbed = Awaited<ReturnType<typeof undisturbed>>;

/** Which write: its number, counted from one, or the tracker's edit that says how the run has ended. */
export type Place = number | "the last word";

/** The places of all writes, counted from one; `first` keeps one of each kind. */
export const placesOf = ({ kinds }: Undisturbed, which: "all" | "first"): number[] =>
  kinds.flatMap((kind, index) => (which === "all" || kinds.indexOf(kind) === index ? [index + 1] : []));

const isLastWord = ({ body }: Seen): boolean => JSON.stringify(body ?? "").includes(readyTracker);

/** Whether a write is this one; it is told of all of them, in order. */
function isPlace(place: Place): (seen: Seen) => boolean {
  let count = 0;
  return (seen) => (place === "the last word" ? isLastWord(seen) : ++count === place);
}

/** What is there after a kill at this write and a resume; null when the run made fewer writes this time. */
async function afterKill(reference: Undisturbed, place: Place, moment: Moment) {
  const world = await githubWorld({ script: trioScript });
  const run = world.start(world.deliver(reference.workflow));
  const isIt = isPlace(place);
  atWrites(world, moment, (seen) => isIt(seen) && run.kill("SIGKILL"));
  const { signal } = await run;
  if (signal !== "SIGKILL") return null;
  const { id } = await world.status();
  const { stderr } = await world.phasegate(["resume", id, "--repo", world.repository, "--json"]);
  return { at: sayPlace(reference, place), stderr, ...(await deliveredBy(world)) };
}

const sayPlace = ({ workflow, kinds }: Undisturbed, place: Place): string =>
  `${workflow}, ${place === "the last word" ? place : `write ${place}: ${kinds[place - 1]}`}`;

/**
 * Kill the engine at each of these writes, resume, and compare with a run that nobody disturbed; two at a time, for
 * most of it is waiting. Gives how many were killed: two edits that meet become one, and then there is one write less.
 */
export async function expectOnce(
  reference: Undisturbed,
  places: readonly Place[],
  moment: Moment = reference.moment,
): Promise<number> {
  const left = [...places];
  let killed = 0;
  const some = async (): Promise<void> => {
    for (let place = left.shift(); place !== undefined; place = left.shift()) {
      const found = await afterKill(reference, place, moment);
      if (found === null) continue;
      killed++;
      const { at, stderr } = found;
      expect(found).toEqual({ at, stderr, ...reference.delivered });
    }
  };
  await Promise.all([some(), some()]);
  return killed;
}
