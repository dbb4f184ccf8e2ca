import { expect, test } from "vitest";
import type { AttemptOutcome, KeyedEvent, RunEvent } from "./event.ts";
import { endingsOf } from "./record-endings.ts";
import { atTimes, recordedDefinition } from "./record.fixture.ts";
import { accepted, begun, ended, failed, refused, resumed, started, turnsOf, walk } from "./run.fixture.ts";
import { replay } from "./run.ts";
import type { Turn } from "./turn.ts";

const definition = recordedDefinition();
const at = "2026-02-01T00:00:00.000Z";

/** Up to the plans; the turns of the planners are begun. */
const planning = walk(definition, { outcome: () => accepted("pm-spec") });
const planners = planning.turns.filter(({ phase, purpose }) => phase === "planning" && purpose === "produce");
const before = planning.events.slice(
  0,
  planning.events.findIndex((event) => event.type === "step.started" && event.phase === "planning"),
);

/** As a record keeps it: without sessions. */
const kept = (events: readonly RunEvent[]): KeyedEvent[] =>
  atTimes(events.map((event) => ("session" in event ? { ...event, session: "" } : event)));

const restored = (events: readonly RunEvent[]) => {
  const read = kept(events);
  const state = replay(
    definition,
    read.map(({ event }) => event),
  );
  const endings = endingsOf({ state, events: read }, at);
  return { endings, all: [...read, ...endings].map(({ event }) => event) };
};

const turnOf = (role: string): Turn => planners.find((turn) => turn.role === role) as Turn;

/** The turn that the role takes when the restored run goes on. */
const nextTurn = (all: readonly RunEvent[], role: string): Turn =>
  turnsOf(walk(definition, {}, [...all, resumed]).turns, role)[0] as Turn;

test("a run that had ended says nothing more", () => {
  const { endings } = restored(planning.events);
  expect(planning.end.status).toBe("ready");
  expect(endings).toEqual([]);
});

test("a run that was under way stops, and once more it is the same", () => {
  const { endings, all } = restored([started]);
  expect(endings).toEqual([
    {
      key: "run/1/restored",
      at,
      event: { type: "run.ended", status: "stopped", reason: "restored from its record at the forge" },
    },
  ]);
  expect(restored(all).endings).toEqual([]);
});

test("an attempt that was under way is lost and costs no try; an accepted one is not made again", () => {
  const [one, two] = [turnOf("ui-designer"), turnOf("architect")];
  const { endings, all } = restored([...before, begun(one), begun(two), ended(one, accepted("design-plan"))]);
  expect(endings.map(({ key }) => key)).toEqual(["attempt/planning/architect/1/ended", "run/1/restored"]);
  expect(nextTurn(all, "architect")).toMatchObject({
    step: "planning/architect",
    attempt: 2,
    treeOf: 2,
    resume: null,
  });
  const turns = walk(definition, {}, [...all, resumed]).turns;
  expect(turnsOf(turns, "ui-designer")).toEqual([]);
});

test.each<[string, AttemptOutcome, string]>([
  ["refused", refused("no plan"), "no plan"],
  ["interrupted", { kind: "interrupted" }, ""],
  [
    "whole when its surroundings failed",
    {
      kind: "failed",
      failure: { class: "infrastructure", signature: "x", reason: "no push", rejudge: true },
    },
    "no push",
  ],
  [
    "to be gone on with",
    { kind: "failed", failure: { class: "infrastructure", signature: "x", reason: "killed", goesOn: true } },
    "killed",
  ],
])("what the next try would go on with is lost where the last one was %s", (_name, outcome, reason) => {
  const turn = turnOf("architect");
  const { endings, all } = restored([...before, begun(turn), ended(turn, outcome)]);
  expect(endings.map(({ key }) => key)).toEqual([
    "attempt/planning/architect/2/started",
    "attempt/planning/architect/2/ended",
    "run/1/restored",
  ]);
  const next = nextTurn(all, "architect");
  expect(next).toMatchObject({ attempt: 3, treeOf: 3, resume: null, rejudges: null });
  expect(next.feedback?.text).toContain(reason);
  expect(next.feedback?.text).toContain("was lost");
});

test("a try that left nothing is left as it is", () => {
  const turn = turnOf("architect");
  const { endings } = restored([...before, begun(turn), ended(turn, failed("broke off"))]);
  expect(endings.map(({ key }) => key)).toEqual(["run/1/restored"]);
});

test("a revision begins in a fresh session, for that of the plan is gone", () => {
  const all = restored(
    before.concat(planners.flatMap((turn) => [begun(turn), ended(turn, accepted(`${turn.role}-plan`))])),
  ).all;
  const { turns } = walk(
    definition,
    {
      outcome: ({ purpose }) =>
        purpose === "review" ? accepted("plan-review", { revise: { "system-plan": ["more"] } }) : undefined,
    },
    [...all, resumed],
  );
  const revision = turns.find(({ purpose }) => purpose === "revise");
  expect(revision).toMatchObject({ role: "architect", resume: null });
});
