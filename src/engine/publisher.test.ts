import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { KeyedEvent, RunEvent } from "../core/event.ts";
import { accepted, definitionOf } from "../core/run.fixture.ts";
import { noUsage } from "../core/usage.ts";
import { statusOf } from "../core/status.ts";
import { type Forge, ForgeClosed, ForgeUnavailable } from "../forge/forge.ts";
// oxlint-disable-next-line no-restricted-imports -- a real forge, made small
import { openLocalForge } from "../forge/local/local-forge.ts";
import { Publisher } from "./publisher.ts";

const definition = definitionOf();
const at = "2026-01-01T00:00:00.000Z";

/** A run on a forge of files: its events are in memory, and what was written to the forge is counted. */
async function publishing(change: (forge: Forge) => Partial<Forge> = () => ({})) {
  const directory = await mkdtemp(path.join(tmpdir(), "publisher-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const open = () => openLocalForge({ directory, repository: "/home/me/shop", now: () => new Date(at) });
  const real = open();
  const issue = await real.ensureIssue({ marker: "i", title: "Reviews", body: "Please." });
  const request = await real.ensurePullRequest({
    marker: "p",
    title: "Reviews",
    body: "To come.",
    head: "work",
    base: "main",
    issue: issue.number,
  });
  const events: KeyedEvent[] = [];
  const versions: {
    name: string;
    version: number;
    step: string;
    digest: string;
    body: string;
    at: string;
  }[] = [];
  const told: string[] = [];
  const closed: string[] = [];
  const begin = (on: Forge) => {
    const written: string[] = [];
    const forge: Forge = Object.assign(Object.create(on) as Forge, {
      ensureComment: (place: { issue: number }, comment: Parameters<Forge["ensureComment"]>[1]) => {
        written.push(comment.marker);
        return on.ensureComment(place, comment);
      },
    });
    const journal = {
      onAppend: () => undefined as void,
      events: () => Promise.resolve(events),
      started: () => Promise.resolve(events[0]?.event.type === "run.started" ? events[0].event : null),
      status: () => Promise.resolve(statusOf(definition, events, 0)),
      stamp: (entries: readonly { key: string; event: RunEvent }[]) =>
        entries.map((entry) => ({ ...entry, at })),
      append: (added: readonly KeyedEvent[]) => {
        events.push(...added.filter(({ key }) => !events.some((known) => known.key === key)));
        journal.onAppend();
        return Promise.resolve();
      },
    };
    const publisher = new Publisher({
      forge,
      journal,
      shelf: { versions: () => Promise.resolve(versions) },
      record: () => Promise.resolve(null),
      tell: (text) => told.push(text),
      onClosed: (error) => closed.push(error.message),
    });
    return { publisher, journal, written };
  };
  events.push({
    key: "run/started",
    at,
    event: {
      type: "run.started",
      branch: "work",
      base: "b",
      tracker: "",
      issue: issue.number,
      issueUrl: issue.url,
      pullRequest: request.number,
      pullRequestUrl: request.url,
    },
  });
  const keep = (name: string, version: number, body: string): void =>
    void versions.push({ name, version, step: "s", digest: `${name}${version}`, body, at });
  const comments = () => open().comments({ issue: issue.number });
  const forge: Forge = Object.assign(Object.create(real) as Forge, change(real));
  return {
    ...begin(forge),
    begin: () => begin(open()),
    open,
    events,
    keep,
    told,
    closed,
    comments,
    directory,
    issue,
  };
}

/** The product manager's accepted specification. */
const spec = (version: number): RunEvent => ({
  type: "attempt.ended",
  step: "initialization/product-manager",
  role: "product-manager",
  phase: "initialization",
  purpose: "produce",
  attempt: version,
  session: "s",
  usage: noUsage,
  durationMs: 1,
  outcome: accepted("pm-spec", { version, digest: `pm-spec${version}` }),
});

test("what an accepted step wrote is posted, edited in place by its next version, and linked from the tracker", async () => {
  const { publisher, journal, keep, comments } = await publishing();
  keep("pm-spec", 1, "First thoughts.");
  await journal.append(journal.stamp([{ key: "a/1", event: spec(1) }]));
  await publisher.flush();
  keep("pm-spec", 2, "Second thoughts.");
  await journal.append(journal.stamp([{ key: "a/2", event: spec(2) }]));
  await publisher.flush();
  const [posted, tracker, ...others] = await comments();
  expect(posted?.body).toContain("Second thoughts.");
  expect(tracker?.body).toContain("pm-spec v2");
  expect(others).toEqual([]);
});

test("many events make one update, and what is as it should be is not written again", async () => {
  const { publisher, journal, written } = await publishing();
  for (const phase of ["initialization", "planning"] as const)
    await journal.append(journal.stamp([{ key: phase, event: { type: "phase.started", phase } }]));
  await publisher.flush();
  const before = written.length;
  await publisher.flush();
  expect(before).toBeLessThanOrEqual(2);
  expect(written).toHaveLength(before);
});

test("another engine finds what the one before it posted", async () => {
  const { publisher, begin, events, comments } = await publishing();
  await publisher.flush();
  const before = await comments();
  const ofDead = events.findIndex(({ event }) => event.type === "comment.made");
  events.splice(ofDead, 1); // it died before it could note what it had made
  const next = begin();
  await next.publisher.flush();
  expect((await comments()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  expect(events.filter(({ event }) => event.type === "comment.made")).toHaveLength(1);
});

test("a comment that a person deletes is made again once, and then left to them", async () => {
  const { publisher, begin, open, comments, directory, issue, events } = await publishing();
  await publisher.flush();
  /** Deleted by hand, and something else is said after it. */
  const remove = async (number: number): Promise<void> => {
    await open().ensureComment({ issue: issue.number }, { marker: `after ${number}`, body: "Well." });
    await rm(path.join(directory, `items/${issue.number}/comments/000${number}.json`));
  };
  await remove(1);
  await begin().publisher.flush();
  expect(await trackers()).toHaveLength(1);
  await remove(3);
  events.push({ key: "q", at, event: { type: "phase.started", phase: "planning" } });
  await begin().publisher.flush();
  expect(await trackers()).toEqual([]);

  async function trackers() {
    return (await comments()).filter(({ marker }) => marker.endsWith("tracker"));
  }
});

test("a forge that is away loses nothing, and whoever needs it now hears of it", async () => {
  const gone = { isAway: true };
  const { publisher, comments } = await publishing((forge) => ({
    ensureLabel: (...call) =>
      gone.isAway ? Promise.reject(new ForgeUnavailable("the forge is away")) : forge.ensureLabel(...call),
  }));
  await expect(publisher.flush()).rejects.toThrow(ForgeUnavailable);
  gone.isAway = false;
  await publisher.flush();
  expect(await comments()).toHaveLength(1);
});

test("somebody who closed the conversation is heard", async () => {
  const { publisher, journal, closed } = await publishing(() => ({
    capabilities: { ...localCapabilities, gatherMs: 0 },
    ensureLabel: () => Promise.reject(new ForgeClosed("issue #1 was locked")),
  }));
  await journal.append(journal.stamp([{ key: "p", event: { type: "phase.started", phase: "planning" } }]));
  await expect.poll(() => closed, { interval: 1 }).toEqual(["issue #1 was locked"]);
  await expect(publisher.flush()).rejects.toThrow(ForgeClosed);
});

const localCapabilities = {
  draft: true,
  requestNeedsCommit: false,
  edit: true,
  checks: false,
  labels: true,
  people: false,
  maxBody: null,
};
