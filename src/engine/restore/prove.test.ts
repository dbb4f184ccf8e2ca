import path from "node:path";
import { expect, test } from "vitest";
import { git, makeRepository, writeFiles } from "../../../test/support/project.ts";
import type { Definition } from "../../core/definition.ts";
import type { KeyedEvent, RunEvent } from "../../core/event.ts";
import { recordFiles, recordRef } from "../../core/record.ts";
import { atTimes, recordedDefinition, textsOf } from "../../core/record.fixture.ts";
import { accepted, started, walk } from "../../core/run.fixture.ts";
import { ForgeUnavailable } from "../../forge/forge.ts";
// oxlint-disable-next-line no-restricted-imports -- a real forge, made small
import { openLocalForge } from "../../forge/local/local-forge.ts";
import { pushRecord, writeRecord } from "../../workspace/record.ts";
import { openRepository } from "../../workspace/repository.ts";
import { tempFolder } from "../../workspace/workspace.fixture.ts";
import { sha256 } from "../context.ts";
import { findRunAt } from "./find.ts";
import { proveRun } from "./prove.ts";

const id = "260101-abc123";
const step = { step: "implementation/backend-developer", role: "backend-developer", attempt: 1 };

interface Lie {
  /** What the trailers of the commit say instead. */
  trailers?: Partial<typeof step> & { run?: string };
  events?(events: KeyedEvent[]): void;
  definition?: Partial<Definition>;
  /** The text that is recorded of every artifact. */
  text?: string;
  /** The commit that the tracker names instead of the record's. */
  named?: string | null;
}

/** A forge on which a run has built something and kept its record, with a lie in it. */
async function makeForge(lie: Lie = {}) {
  const root = await tempFolder();
  const user = await makeRepository(path.join(root, "user"), { "a.txt": "one\n" });
  const base = await git(user, "rev-parse", "HEAD");
  const branch = "phasegate/archive-items";
  const { commit, tree } = await build(user, branch, lie);
  const forge = openLocalForge({
    directory: path.join(root, "forge"),
    repository: user,
    now: () => new Date(0),
  });
  const issue = await forge.ensureIssue({ marker: `phasegate run=${id} issue`, title: "T", body: "B" });
  const request = await forge.ensurePullRequest({
    marker: `phasegate run=${id} pull-request`,
    title: "T",
    body: `Closes #${issue.number}.`,
    head: branch,
    base: "main",
    issue: issue.number,
  });
  const definition = recordedDefinition({ id, base, branch, ...lie.definition });
  const begun = { ...started, branch, base, issue: issue.number, pullRequest: request.number } as RunEvent;
  const events = atTimes([begun, ...eventsOf(definition, { commit, tree })]);
  lie.events?.(events);
  const artifacts = textsOf(events).map(({ name, version, body }) => ({
    name,
    version,
    body: lie.text ?? body,
  }));
  const files = recordFiles({ definition, events, artifacts, root: "/nowhere" });
  const writer = await openRepository(path.join(root, "writer.git"));
  const ref = recordRef(id);
  const record = await writeRecord(writer, {
    ref,
    files,
    message: "Record\n",
    identity: definition.identity,
    atSeconds: 1,
  });
  await pushRecord(writer, { remote: user, authorization: () => Promise.resolve(null) }, ref);
  const named = lie.named === undefined ? record : lie.named;
  const facts = named === null ? "" : `status=running record=${named}`;
  const body = `Run \`${id}\` · branch \`${branch}\``;
  await forge.ensureComment({ issue: issue.number }, { marker: `phasegate run=${id} tracker`, facts, body });
  const repository = await openRepository(path.join(root, "recall.git"));
  const prove = async (number = issue.number) =>
    proveRun({ forge, repository }, await findRunAt(forge, number, null));
  return { forge, user, issue, request, prove, record, branch, base, commit };
}

/** The one commit of the run, on its branch. */
async function build(user: string, branch: string, { trailers }: Lie) {
  await git(user, "checkout", "--quiet", "-b", branch);
  await writeFiles(user, { "b.txt": "two\n" });
  await git(user, "add", ".");
  const said = { run: id, ...step, ...trailers };
  const names = `Phasegate-Run: ${said.run}\nPhasegate-Step: ${said.step}\nPhasegate-Role: ${said.role}\nPhasegate-Attempt: ${said.attempt}`;
  await git(user, "commit", "--quiet", "--message", `Build\n\n${names}\n`);
  const facts = {
    commit: await git(user, "rev-parse", "HEAD"),
    tree: await git(user, "rev-parse", "HEAD^{tree}"),
  };
  await git(user, "checkout", "--quiet", "main");
  return facts;
}

/** Everything up to the backend developer's accepted step. */
function eventsOf(definition: Definition, made: { commit: string; tree: string }): RunEvent[] {
  const { events } = walk(definition, {
    outcome: (turn) => {
      const writes = String(definition.roles[turn.role]?.duties[turn.phase]?.writes);
      const digest = sha256(`# ${writes}\n`);
      return accepted(writes, turn.step === step.step ? { digest, ...made } : { digest });
    },
  });
  const end = events.findIndex((event) => event.type === "attempt.ended" && event.step === step.step);
  return events.slice(1, end + 1);
}

test("a record that holds against the forge is proven, from the issue and from the pull request", async () => {
  const { prove, request, commit } = await makeForge();
  const proven = await prove();
  expect(proven).toMatchObject({ redacted: [], unknown: 0, state: { head: commit } });
  expect(proven.versions.map(({ product }) => product.artifact)).toContain("backend-implementation");
  expect((await prove(request.number)).definition.id).toBe(id);
});

test("commits that came after the record are counted", async () => {
  const { prove, user, branch } = await makeForge();
  await git(user, "checkout", "--quiet", branch);
  await git(user, "commit", "--quiet", "--allow-empty", "--message", "More");
  expect(await prove()).toMatchObject({ unknown: 1 });
});

test("an artifact that lost a secret to the record is said so, and keeps the text", async () => {
  const text = "Use [removed: github-token].";
  const { redacted, versions } = await (await makeForge({ text })).prove();
  expect(redacted).toContain("pm-spec@1");
  expect(versions[0]?.text).toBe(text);
});

const productOf = (events: KeyedEvent[]) => {
  const last = events.at(-1)?.event;
  if (last?.type !== "attempt.ended" || last.outcome.kind !== "accepted") throw new Error("no product");
  return last.outcome.product;
};

test.each<[string, Lie, RegExp]>([
  [
    "a text that is not the accepted one",
    { text: "Do something else." },
    /the text of pm-spec@1 is not the one/,
  ],
  ["a commit of another run", { trailers: { run: "260101-other1" } }, /does not bear the names/],
  ["a commit of another step", { trailers: { step: "quality/x" } }, /does not bear the names/],
  ["a commit of another role", { trailers: { role: "architect" } }, /does not bear the names/],
  ["a commit of another attempt", { trailers: { attempt: 2 } }, /does not bear the names/],
  [
    "a commit with another tree",
    { events: (events) => void (productOf(events).tree = "a".repeat(40)) },
    /has another tree/,
  ],
  [
    "a commit that is not there",
    { events: (events) => void (productOf(events).commit = "a".repeat(40)) },
    /is not on phasegate/,
  ],
  ["a commit that no record has", { named: "a".repeat(40) }, /the tracker names aaaaaaaaaaaa/],
  [
    "another issue",
    {
      events: (events) => {
        if (events[0]?.event.type === "run.started") events[0].event.issue = 99;
      },
    },
    /it is not about #1/,
  ],
  ["a secret that was never there", { text: "nothing removed" }, /is not the one that was accepted/],
])("of a record is refused %s", async (_name, lie, why) => {
  await expect((await makeForge(lie)).prove()).rejects.toThrow(why);
});

test("a branch that somebody deleted or rewrote does not hold the record", async () => {
  const deleted = await makeForge();
  await git(deleted.user, "branch", "-D", deleted.branch);
  await expect(deleted.prove()).rejects.toThrow(/there is no branch/);
  const rewritten = await makeForge();
  await git(rewritten.user, "checkout", "--quiet", "--orphan", "fresh");
  await git(rewritten.user, "commit", "--quiet", "--message", "Fresh");
  await git(rewritten.user, "branch", "--force", rewritten.branch, "fresh");
  await expect(rewritten.prove()).rejects.toThrow(/does not begin at/);
});

test("a rebased commit is known by its names, when the record tells of the push", async () => {
  const rebased = (events: KeyedEvent[], to: string): void => {
    const event: RunEvent = { type: "branch.moved", from: to, to, tree: "a".repeat(40), paths: [], by: "me" };
    events.push({ key: "moved", at: "2026-01-02T00:00:00.000Z", event });
    events.push({
      key: "gate",
      at: "2026-01-02T00:00:00.000Z",
      event: { type: "phase.ended", phase: "implementation", passed: true },
    });
  };
  const { prove } = await makeForge({
    events(events) {
      const product = productOf(events);
      const there = String(product.commit);
      product.commit = "a".repeat(40);
      rebased(events, there);
    },
  });
  expect(await prove()).toMatchObject({ unknown: 0 });
});

test("a tracker that names no record vouches for none", async () => {
  const { prove } = await makeForge({ named: null });
  await expect(prove()).rejects.toThrow(/its tracker names no commit of refs\/phasegate/);
});

test("the newest run of an issue is taken, or the one that is named; the others are told", async () => {
  const { forge, issue } = await makeForge();
  await forge.ensureComment(
    { issue: issue.number },
    { marker: "phasegate run=260102-later1 tracker", body: "x" },
  );
  expect(await findRunAt(forge, issue.number, null)).toMatchObject({
    run: "260102-later1",
    record: null,
    others: [id],
  });
  expect(await findRunAt(forge, issue.number, "260101")).toMatchObject({
    run: id,
    others: ["260102-later1"],
  });
  await expect(findRunAt(forge, issue.number, "zzz")).rejects.toThrow(/no tracker of run zzz/);
});

test("an issue without a run says so, and a forge that cannot be reached is no empty issue", async () => {
  const { forge } = await makeForge();
  const empty = await forge.ensureIssue({ marker: "other", title: "T", body: "B" });
  await expect(findRunAt(forge, empty.number, null)).rejects.toThrow(/has no tracker of a run/);
  const away = {
    comments: () => Promise.resolve([]),
    pullRequest: () => Promise.reject(new ForgeUnavailable("away")),
  };
  await expect(findRunAt(away, 1, null)).rejects.toThrow(ForgeUnavailable);
});
