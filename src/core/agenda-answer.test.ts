import { describe, expect, test } from "vitest";
import type { AttemptOutcome } from "./event.ts";
import type { Choice } from "./choice.ts";
import { definition, no, chooses, answered, playing } from "./recovery.fixture.ts";
import { accepted, resumed, turnsOf, walk } from "./run.fixture.ts";

describe("what is chosen", () => {
  const stuck = (choice: Choice, then: AttemptOutcome[]) =>
    walk(
      definition,
      playing({
        "frontend-developer": [no("a"), no("a"), no("a"), ...then],
        "project-manager": [chooses(choice)],
      }),
    );

  test("to give it to another role lets that one mend first, with the guidance", () => {
    const { trace, turns, end } = stuck(
      { move: "give", role: "backend-developer", guidance: "Return the list." },
      [accepted("frontend-implementation")],
    );
    expect(trace.slice(-5)).toEqual([
      "recover implementation/project-manager",
      "fix implementation/backend-developer.2",
      "produce implementation/frontend-developer #4",
      "judge implementation",
      "end ready",
    ]);
    expect(turnsOf(turns, "backend-developer").at(-1)?.feedback).toEqual({
      from: "project-manager",
      text: "a\n\nproject-manager says: Return the list.",
    });
    expect(end.status).toBe("ready");
  });

  test("to drop a requirement tells the agent, and is remembered", () => {
    const { turns, run } = stuck({ move: "drop", requirement: "R3", guidance: "" }, [
      accepted("frontend-implementation"),
    ]);
    expect(run.dropped).toEqual(["R3"]);
    expect(turnsOf(turns, "frontend-developer").at(-1)?.feedback?.text).toContain(
      "R3 is dropped to a follow-up: do without it, and undo what serves it alone.",
    );
  });
});

describe("a person who answers", () => {
  const failing = playing({ "frontend-developer": [no("a")], "project-manager": [no("no choice")] });
  const asked = () => walk(definition, failing).events;
  const frontend = (list: AttemptOutcome[]) => playing({ "frontend-developer": list });

  test("to try again gives every count anew, and is heard in the same session", () => {
    const { turns, end } = walk(definition, frontend([accepted("frontend-implementation")]), [
      ...asked(),
      answered({ move: "retry", guidance: "Use the existing table." }),
      resumed,
    ]);
    expect(turns[0]).toMatchObject({
      step: "implementation/frontend-developer",
      attempt: 4,
      rung: "person",
      resume: "implementation/frontend-developer#3",
      feedback: { from: "Ann", text: "a\n\nAnn says: Use the existing table." },
    });
    expect(end.status).toBe("ready");
  });

  test("and whose guidance does not help is asked again, with the next number", () => {
    const again = walk(definition, failing, [...asked(), answered({ move: "retry", guidance: "" }), resumed]);
    expect(again.run.question).toMatchObject({ number: 2 });
  });

  test("to give it to another role has that done first", () => {
    const { trace } = walk(definition, frontend([accepted("frontend-implementation")]), [
      ...asked(),
      answered({ move: "give", role: "backend-developer", guidance: "" }),
      resumed,
    ]);
    expect(trace.slice(0, 2)).toEqual([
      "fix implementation/backend-developer.2",
      "produce implementation/frontend-developer #4",
    ]);
  });

  test("to give it to a role that builds nothing here has nothing done", () => {
    const { trace } = walk(definition, frontend([accepted("frontend-implementation")]), [
      ...asked(),
      answered({ move: "give", role: "nobody", guidance: "" }),
      resumed,
    ]);
    expect(trace[0]).toBe("produce implementation/frontend-developer #4");
  });

  test("to allow what was found has the same work judged again, without an agent's turn", () => {
    const allowances = ["protected:1"];
    const found = no("ci changed", { allowances });
    const { events, run } = walk(definition, frontend([found]));
    expect(run.question?.offers).toContainEqual({ move: "allow", allowances });
    const { turns, run: after } = walk(definition, frontend([accepted("frontend-implementation")]), [
      ...events,
      answered({ move: "allow", allowances }),
      resumed,
    ]);
    expect(turns[0]).toMatchObject({ attempt: 3, treeOf: 1, rejudges: 2, rung: "person" });
    expect(after.allowed).toEqual(allowances);
  });

  test("nothing, and goes on all the same, lets the step try again", () => {
    const { turns, run } = walk(definition, frontend([accepted("frontend-implementation")]), [
      ...asked(),
      resumed,
    ]);
    expect(run.question).toBeNull();
    expect(turns[0]).toMatchObject({ attempt: 4, rung: null });
  });

  test("a question that is not open changes nothing", () => {
    const { end } = walk(definition, {}, [answered({ move: "retry", guidance: "" })]);
    expect(end.status).toBe("ready");
  });
});
