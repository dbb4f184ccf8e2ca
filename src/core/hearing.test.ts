import { describe, expect, test } from "vitest";
import type { RunEvent } from "./event.ts";
import { type Asked, askedBy, hear } from "./hearing.ts";
import { definitionOf, keyed, refused, started, walk } from "./run.fixture.ts";
import { statusOf } from "./status.ts";

const running: Asked = {
  run: "r1",
  status: "running",
  cause: null,
  tracker: "100",
  question: null,
  approval: null,
};
const asking: Asked = {
  ...running,
  status: "waiting",
  cause: "question",
  question: { number: 3, offers: [{ move: "retry" }, { move: "drop" }], comment: "200" },
};
const approving: Asked = {
  ...running,
  status: "waiting",
  cause: "approval",
  approval: { phase: "planning", comment: "200" },
};

const said = (body: string, facts: { id?: string; edited?: boolean } = {}) => ({
  id: "300",
  edited: false,
  body,
  ...facts,
});
const heard = (asked: Asked, body: string, facts = {}) => hear(asked, said(body, facts), true);
const no = (reason: string) => ({ kind: "refused", reason: expect.stringContaining(reason) });

describe("what somebody says is data", () => {
  test("when it is no command", () => {
    expect(heard(approving, "I approve")).toEqual({ kind: "data" });
    expect(heard(approving, "> /phasegate approve")).toEqual({ kind: "data" });
  });

  test("when he may not write, even if it is a command, a mistaken one or an edited one", () => {
    for (const body of ["/phasegate approve", "/phasegate nonsense"])
      expect(hear(approving, said(body, { edited: true }), false)).toEqual({ kind: "data" });
  });

  test("when it was said before the run began", () => {
    expect(heard(running, "/phasegate stop", { id: "99" })).toEqual({ kind: "data" });
  });
});

describe("a command is refused", () => {
  test("when its comment was edited", () => {
    expect(heard(approving, "/phasegate approve", { edited: true })).toEqual(no("was edited"));
  });

  test("when it is older than what it would answer, whatever the length of the numbers", () => {
    expect(heard(approving, "/phasegate approve", { id: "199" })).toEqual(no("older"));
    expect(heard(asking, "/phasegate answer 1", { id: "200" })).toEqual(no("older"));
    const long: Asked = { ...approving, approval: { phase: "planning", comment: "9007199254740993" } };
    expect(heard(long, "/phasegate approve", { id: "9007199254740992" })).toEqual(no("older"));
    expect(heard(long, "/phasegate approve", { id: "10000000000000000" }).kind).toBe("approve");
  });

  test("when it cannot be read, or chooses what is not offered", () => {
    expect(heard(asking, "/phasegate answer")).toEqual(no("needs the number"));
    expect(heard(asking, "/phasegate answer 0")).toEqual(no("there is no answer 0; choose one of 1 to 2"));
    expect(heard(asking, "/phasegate answer 3")).toEqual(no("there is no answer 3"));
    expect(heard(asking, "/phasegate answer 2 the last one")).toEqual(no("needs the id of a requirement"));
  });

  test("when nothing of the kind is asked, and told what is", () => {
    expect(heard(running, "/phasegate approve")).toEqual(no("nothing waits to be approved"));
    expect(heard(running, "/phasegate answer 1")).toEqual(no("no question is open"));
    expect(heard(asking, "/phasegate approve")).toEqual(no("the run asks question 3"));
    expect(heard(approving, "/phasegate answer 1")).toEqual(no("planning waits to be approved"));
  });

  test("when the run is not where it could be stopped or resumed", () => {
    expect(heard({ ...running, status: "ready" }, "/phasegate stop")).toEqual(no("the run is ready already"));
    expect(heard(running, "/phasegate resume")).toEqual(no("under way"));
    expect(heard({ ...running, status: "cancelled" }, "/phasegate resume")).toEqual(no("start a new one"));
    expect(heard(asking, "/phasegate resume")).toEqual(no("answer to question 3"));
    expect(heard(approving, "/phasegate resume")).toEqual(no("planning to be approved"));
  });

  test("when only the command line can give the run another budget", () => {
    const spent: Asked = { ...running, status: "stopped", cause: "budget" };
    expect(heard(spent, "/phasegate resume")).toEqual(no("`phasegate resume r1 --budget DOLLARS`"));
  });
});

describe("a command of somebody who may write is obeyed", () => {
  test("when it answers what is asked", () => {
    expect(heard(approving, "/phasegate approve fine")).toEqual({
      kind: "approve",
      phase: "planning",
      text: "fine",
    });
    expect(heard(approving, "/phasegate reject too big")).toEqual({
      kind: "reject",
      phase: "planning",
      text: "too big",
    });
    expect(heard(asking, "/phasegate answer 2 R3 later")).toEqual({
      kind: "answer",
      question: 3,
      choice: { move: "drop", requirement: "R3", guidance: "R3 later" },
    });
  });

  test("when it stops a run that is under way or waits", () => {
    for (const asked of [running, asking])
      expect(heard(asked, "/phasegate stop enough")).toEqual({ kind: "stop", text: "enough" });
  });

  test("when it goes on with a run that was stopped, or waits for an account or a forge", () => {
    const stopped: Asked = { ...running, status: "stopped", cause: "person" };
    const mended: Asked = { ...running, status: "waiting", cause: "account" };
    for (const asked of [stopped, mended])
      expect(heard(asked, "/phasegate resume")).toEqual({ kind: "resume" });
  });
});

test("what is not on the forge yet is answered later, and what has no number never", () => {
  expect(heard({ ...running, tracker: null }, "/phasegate stop")).toEqual({ kind: "later" });
  const unposted: Asked = { ...approving, approval: { phase: "planning", comment: null } };
  expect(heard(unposted, "/phasegate approve")).toEqual({ kind: "later" });
  expect(heard(running, "/phasegate stop", { id: "4-2" })).toEqual({ kind: "data" });
});

const made = (name: string, id: string): RunEvent => ({
  type: "comment.made",
  name,
  on: 4,
  id,
  url: `u${id}`,
});
const asked = (events: readonly RunEvent[], approvals: "planning"[] = []): Asked =>
  askedBy(statusOf(definitionOf(undefined, { approvals }), keyed(events), 0));

test("what a run waits for is read from its status, with the first comment of each name", () => {
  const { events } = walk(definitionOf(), { outcome: () => refused("no") });
  expect(
    asked([...events, made("tracker", "1"), made("question/1", "2"), made("question/1", "9")]),
  ).toMatchObject({
    run: "r1",
    status: "waiting",
    tracker: "1",
    question: { number: 1, comment: "2" },
    approval: null,
  });
  const waits = walk(definitionOf(undefined, { approvals: ["planning"] })).events;
  expect(asked([...waits, made("approval/planning/1", "7")], ["planning"]).approval).toEqual({
    phase: "planning",
    comment: "7",
  });
  expect(asked(waits, ["planning"])).toMatchObject({ tracker: null, approval: { comment: null } });
  expect(asked([started])).toMatchObject({ status: "running", question: null, approval: null });
});
