import type { KeyedEvent } from "../core/event.ts";
import { checksOfProfile, type EngineContext, type RunHands } from "./context.ts";
import { failpoint } from "./failpoint.ts";

/** Issue, branch, draft pull request and tracker; the base commit's own checks begin meanwhile. */
export async function initialize(context: EngineContext, run: string): Promise<KeyedEvent[]> {
  const hands = await context.of(run);
  const { definition, repository, forge, journal, checks } = hands;
  const { feature, branch, base, baseBranch } = definition;
  await repository.fetch(definition.repository, base);
  failpoint("initialize.repository");
  const issue = await forge.ensureIssue({
    marker: `phasegate run=${run} issue`,
    title: feature.title,
    body: feature.body,
  });
  failpoint("initialize.issue");
  const opening = forge.capabilities.requestNeedsCommit ? await openingCommit(hands) : base;
  await repository.setBranch(branch, opening);
  await repository.push(forge.remote, branch, opening);
  failpoint("initialize.branch");
  const request = await forge.ensurePullRequest({
    marker: `phasegate run=${run} pull-request`,
    title: feature.title,
    body: `Closes #${issue.number}.\n\nUnder way. The run's state is in the tracker comment of the issue.`,
    head: branch,
    base: baseBranch,
    issue: issue.number,
  });
  failpoint("initialize.pull-request");
  const tracker = await forge.ensureComment(
    { issue: issue.number },
    { marker: `phasegate run=${run} tracker`, body: "### Phasegate: running" },
  );
  failpoint("initialize.tracker");
  const { id, url } = tracker;
  const events = journal.stamp([
    {
      key: "run/started",
      event: {
        type: "run.started",
        branch,
        base,
        ...(opening === base ? {} : { opening }),
        tracker: tracker.url,
        issue: issue.number,
        issueUrl: issue.url,
        pullRequest: request.number,
        pullRequestUrl: request.url,
      },
    },
    {
      key: `comment/tracker/${id}`,
      event: { type: "comment.made", name: "tracker", on: issue.number, id, url },
    },
  ]);
  await journal.append(events);
  // Begun early, for the gate of this phase to find; what goes wrong here it meets again, and says so.
  for (const { part, kind } of checksOfProfile(definition.profile.parts)) {
    checks.run(base, part, kind).catch(() => undefined);
  }
  failpoint("initialize.recorded");
  return events;
}

/** The base's own tree once more, for the pull request to stand on; the same when it is made again. */
async function openingCommit({ definition, repository }: RunHands): Promise<string> {
  const { id, base, feature, identity, createdAt } = definition;
  return repository.commit({
    tree: await repository.treeOf(base),
    parent: base,
    message: `Begin: ${feature.title}\n\nPhasegate-Run: ${id}\n`,
    ...identity,
    atSeconds: Math.floor(Date.parse(createdAt) / 1_000),
  });
}
