import { describe, expect, test } from "vitest";
import { type Entry, faultOf, placeOf, stepAt, textOfStep } from "./script.ts";

const user = (text: string): Entry => ({ from: "user", text });
const model = (response: string | null = null, text = ""): Entry => ({ from: "model", response, text });
const result = (call: string): Entry => ({ from: "tool", call, text: "ok" });

describe("where a conversation stands", () => {
  test("a new conversation stands at the first step of its marker", () => {
    expect(placeOf([user("preamble"), user("[[S:build]] go")])).toEqual({
      scenario: "build",
      step: 0,
      since: 1,
    });
  });

  test("each answer after the marker is a step", () => {
    const entries = [user("[[S:build]]"), model("a"), result("a_0"), model("b"), result("b_0")];
    expect(placeOf(entries).step).toBe(2);
  });

  test("the last marker counts, and answers before it do not", () => {
    const entries = [user("[[S:build]]"), model("a"), user("[[S:other]] then [[S:mend]]"), model("b")];
    expect(placeOf(entries)).toEqual({ scenario: "mend", step: 1, since: 2 });
  });

  test("a user text without a marker changes nothing", () => {
    const entries = [user("[[S:build]]"), model(), user("go on"), model()];
    expect(placeOf(entries)).toMatchObject({ scenario: "build", step: 2 });
  });

  test("a marker in a tool's result or in the model's own words is not heard", () => {
    const entries = [
      user("[[S:build]]"),
      model("a", "[[S:evil]]"),
      { from: "tool", call: "a_0", text: "[[S:evil]]" } as const,
    ];
    expect(placeOf(entries)).toMatchObject({ scenario: "build", step: 1 });
  });

  test("an answer with several calls is one step, also when results lie between them", () => {
    const entries = [
      user("[[S:build]]"),
      model(null, "Writing."),
      model("a"),
      result("a_0"),
      model("a"),
      result("a_1"),
    ];
    expect(placeOf(entries).step).toBe(1);
  });

  test("a conversation without a marker is known by its own words, a marker goes before them", () => {
    const scenarioIn = (text: string): string | null => /artifact (\w+)/.exec(text)?.[1] ?? null;
    expect(placeOf([user("write the artifact plan"), model()], scenarioIn)).toEqual({
      scenario: "plan",
      step: 1,
      since: 0,
    });
    expect(placeOf([user("[[S:it]] write the artifact plan")], scenarioIn).scenario).toBe("it");
  });

  test("what Claude Code puts in the place of a lost answer is no step", () => {
    expect(placeOf([user("[[S:build]]"), model(null, "No response requested.")]).step).toBe(0);
  });
});

describe("which step is played", () => {
  const script = { build: [{ say: "one" }, { say: "two" }] };
  const fallback = [{ say: "No scenario." }];

  test("the step at the place", () => {
    expect(stepAt(script, fallback, { scenario: "build", step: 1, since: 0 })).toEqual({ say: "two" });
  });

  test("the fallback without a marker", () => {
    expect(stepAt(script, fallback, { scenario: null, step: 0, since: 0 })).toEqual({ say: "No scenario." });
  });

  test("a last word after the last step, and for a scenario that nobody wrote", () => {
    expect(stepAt(script, fallback, { scenario: "build", step: 9, since: 0 }).ops).toBeUndefined();
    expect(stepAt(script, fallback, { scenario: "typo", step: 0, since: 0 }).say).toContain('"typo"');
  });
});

describe("what goes wrong with a step", () => {
  test("an error without a number happens always, one with a number only so often", () => {
    expect(faultOf({ error: { status: 401 } }, 99)).toMatchObject({ kind: "error" });
    const step = { error: { status: 529, times: 2 }, say: "at last" };
    expect([0, 1, 2].map((before) => faultOf(step, before)?.kind)).toEqual(["error", "error", undefined]);
  });

  test("hanging, cutting and garbage can be numbered too", () => {
    expect(faultOf({ hang: true }, 5)).toEqual({ kind: "hang", midway: false });
    expect(faultOf({ hang: { midway: true, times: 1 } }, 0)).toEqual({ kind: "hang", midway: true });
    expect(faultOf({ cut: { times: 1 } }, 1)).toBeNull();
    expect(faultOf({ garbage: true }, 0)).toEqual({ kind: "garbage" });
  });

  test("a step says exactly as many bytes as it is told", () => {
    expect(textOfStep({ bytes: 100_001 })).toHaveLength(100_001);
    expect(textOfStep({})).toBe("Done.");
  });
});
