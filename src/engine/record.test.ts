import { expect, test } from "vitest";
import { git } from "../../test/support/project.ts";
import { readRecord } from "../core/record.ts";
import { eventsOf, recordedDefinition, textsOf } from "../core/record.fixture.ts";
import { ForgeClosed, ForgeUnavailable } from "../forge/forge.ts";
import { readRecordFiles, writeRecord } from "../workspace/record.ts";
import { makePlace } from "../workspace/workspace.fixture.ts";
import { Recorder } from "./record.ts";

const definition = recordedDefinition();
const ref = `refs/phasegate/${definition.id}`;
const whole = eventsOf(definition);

/** A run of which so many events have happened, with a forge that takes its record. */
async function makeRecorder(count: number, remote?: string) {
  const { repository, user } = await makePlace();
  const told: string[] = [];
  const happened = whole.slice(0, count);
  const artifacts = textsOf(whole).map(({ name, version, body }) => ({
    name,
    version,
    body,
    step: "",
    digest: "",
    at: "",
  }));
  const parts = {
    definition,
    place: { root: "/home/me/state/runs/260101-abc123" },
    repository,
    forge: { remote: remote ?? user, authorization: () => Promise.resolve(null) },
    journal: { events: () => Promise.resolve(happened) },
    shelf: { versions: () => Promise.resolve(artifacts) },
    tell: (text: string) => void told.push(text),
  };
  const open = () => new Recorder(parts);
  const happen = (more: number) => void happened.push(...whole.slice(happened.length, more));
  return { open, recorder: open(), happen, told, repository, user };
}

/** How many events there are up to and with the n-th that is of the type. */
const upTo = (type: string, nth = 1): number => {
  const places = whole.flatMap(({ event }, index) => (event.type === type ? [index + 1] : []));
  return places[nth - 1] ?? 0;
};

test("before the first gate there is no record", async () => {
  const { recorder, user } = await makeRecorder(1);
  expect(await recorder.record()).toBeNull();
  expect(await git(user, "for-each-ref", "refs/phasegate")).toBe("");
});

test("with each gate the record at the forge grows by one commit, dated by the newest event", async () => {
  const { recorder, happen, user, repository } = await makeRecorder(upTo("phase.ended"));
  const first = await recorder.record();
  happen(upTo("phase.ended") + 1);
  expect(await recorder.record()).toBe(first);
  happen(upTo("phase.ended", 2));
  const second = await recorder.record();
  expect(await git(user, "rev-list", ref)).toBe(`${second}\n${first}`);
  const read = readRecord(definition.id, await readRecordFiles(repository, String(second)));
  expect(read.events).toHaveLength(upTo("phase.ended", 2));
  expect(await git(user, "log", "-1", "--format=%ct", ref)).toBe(
    String(Date.parse(read.events.at(-1)?.at ?? "") / 1000),
  );
});

test("an engine that comes back finds the record that the last one wrote", async () => {
  const { recorder, open, user } = await makeRecorder(whole.length);
  const commit = await recorder.record();
  expect(await open().record()).toBe(commit);
  expect(await git(user, "rev-list", "--count", ref)).toBe("1");
});

test("a private repository that was lost goes on from the forge's record", async () => {
  const { recorder, user } = await makeRecorder(upTo("phase.ended"));
  const first = await recorder.record();
  const later = await makeRecorder(whole.length, user);
  const second = await later.recorder.record();
  expect(await git(user, "rev-list", ref)).toBe(`${second}\n${first}`);
});

test("a forge that takes no records is told of once, and then left alone", async () => {
  const { recorder, happen, user, told } = await makeRecorder(upTo("phase.ended"));
  await git(user, "config", "receive.hideRefs", ref);
  expect(await recorder.record()).toBeNull();
  await git(user, "config", "--unset", "receive.hideRefs");
  happen(whole.length);
  expect(await recorder.record()).toBeNull();
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/no record of the run is kept at the forge any more/);
});

test("somebody who goes on with the run elsewhere is noticed", async () => {
  const { recorder, happen, user, told, repository } = await makeRecorder(upTo("phase.ended"));
  await recorder.refuseElsewhere();
  await recorder.record();
  await recorder.refuseElsewhere();
  const theirs = await writeRecord(repository, {
    ref: "refs/phasegate/theirs",
    files: new Map([["a", "b"]]),
    message: "x\n",
    identity: definition.identity,
    atSeconds: 1,
  });
  await git(user, "fetch", "--quiet", repository.gitDir, theirs);
  await git(user, "update-ref", ref, theirs);
  happen(whole.length);
  await expect(recorder.refuseElsewhere()).rejects.toThrow(ForgeClosed);
  await expect(recorder.record()).rejects.toThrow(/carried on elsewhere/);
  expect(told).toEqual([]);
  expect(await git(user, "rev-parse", ref)).toBe(theirs);
});

test("a forge that cannot be reached is tried again", async () => {
  const { recorder, told } = await makeRecorder(whole.length, "http://127.0.0.1:9/shop.git");
  await expect(recorder.record()).rejects.toThrow(ForgeUnavailable);
  await expect(recorder.record()).rejects.toThrow(ForgeUnavailable);
  expect(told).toEqual([]);
});
