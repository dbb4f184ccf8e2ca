import { describe, expect, test } from "vitest";
import type { Failure, FailureClass } from "./failure.ts";
import { type Climb, defaultCaps, type Fall, isStuck, nextRung, type Rung, rungs } from "./recovery.ts";

const fall = (
  rung: Rung | null,
  signature: string,
  of: FailureClass = "gate",
  facts: Partial<Failure> = {},
): Fall => ({ rung, failure: { class: of, signature, reason: signature, ...facts } });

const next = (falls: [Fall, ...Fall[]], facts: Partial<Climb> = {}): Rung =>
  nextRung({
    falls,
    caps: defaultCaps,
    attempts: 20,
    inRun: falls.length,
    isAvailable: () => true,
    ...facts,
  });

/** Rungs that a step takes whose failures have these signatures, until a person is asked. */
function climbed(signatures: readonly string[], facts: Partial<Climb> = {}): Rung[] {
  const falls: [Fall, ...Fall[]] = [fall(null, signatures[0] ?? "")];
  const taken: Rung[] = [];
  for (let at = 1; taken.at(-1) !== "person"; at++) {
    const rung = next(falls, facts);
    taken.push(rung);
    falls.push(fall(rung, signatures[at % signatures.length] ?? ""));
  }
  return taken;
}

describe("the ladder", () => {
  test("goes from the same session to a person, as often on each rung as its cap says", () => {
    expect(climbed(["a", "b"])).toEqual([
      "same-session",
      "same-session",
      "fresh-session",
      "stronger-tier",
      "owner",
      "project-manager",
      "project-manager",
      "person",
    ]);
  });

  test("skips a rung when the same failure comes twice in a row", () => {
    expect(climbed(["a"])).toEqual(["same-session", "fresh-session", "owner", "project-manager", "person"]);
  });

  test("passes over rungs that are not there, and those whose cap is none", () => {
    const isAvailable = (rung: Rung) => rung !== "stronger-tier" && rung !== "owner";
    const caps = { ...defaultCaps, "same-session": 1, "project-manager": 0 };
    expect(climbed(["a", "b"], { isAvailable, caps })).toEqual(["same-session", "fresh-session", "person"]);
  });

  test("begins with a fresh session where the agent itself failed, and mends a first refusal in it", () => {
    expect(next([fall(null, "crash", "agent")])).toBe("fresh-session");
    expect(next([fall(null, "crash", "agent"), fall("fresh-session", "scope")])).toBe("same-session");
  });

  test("asks the project manager once a step has had all its attempts, and a person once the run has", () => {
    const falls: [Fall, ...Fall[]] = [fall(null, "a"), fall("same-session", "b")];
    expect(next(falls, { attempts: 2 })).toBe("project-manager");
    expect(next(falls, { inRun: defaultCaps.run })).toBe("person");
  });

  test("lets an agent undo once what only a person may allow, then asks the person", () => {
    const allowances = ["protected:1"];
    const first = fall(null, "ci changed", "gate", { allowances });
    expect(next([first])).toBe("same-session");
    expect(next([first, fall("same-session", "still", "gate", { allowances })])).toBe("person");
    const other = fall("same-session", "other", "gate", { allowances: ["no-code:2"] });
    expect(next([first, other]), "another thing is its first").toBe("same-session");
    expect(next([fall(null, "red"), fall("same-session", "ci", "gate", { allowances })])).toBe(
      "same-session",
    );
  });

  test("has nothing to say of a step that has not failed", () => {
    expect(nextRung({ falls: [], caps: defaultCaps, attempts: 3, inRun: 0, isAvailable: () => true })).toBe(
      "person",
    );
  });

  test("counts a first failure that came twice, after a fault in between, as no progress", () => {
    expect(next([fall(null, "a"), fall(null, "a")])).toBe("same-session");
  });

  test("sees no progress only in two failures in a row with one cause", () => {
    expect(isStuck([fall(null, "a")])).toBe(false);
    expect(isStuck([fall(null, "a"), fall("same-session", "b"), fall("same-session", "a")])).toBe(false);
    expect(isStuck([fall(null, "b"), fall("same-session", "a"), fall("same-session", "a")])).toBe(true);
  });

  test.each(rungs)("never goes on for ever, wherever it stands (%s)", (rung) => {
    expect(rungs).toContain(next([fall(null, "a"), fall(rung, "b")]));
  });
});
