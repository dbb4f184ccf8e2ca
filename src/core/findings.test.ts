import { expect, test } from "vitest";
import type { Product } from "./event.ts";
import {
  afterCommit,
  afterStep,
  findingsText,
  isOpenBlocking,
  type KnownFinding,
  renderFindings,
} from "./findings.ts";
import { finding, product } from "./run.fixture.ts";
import type { Closing, Finding } from "./turn.ts";

const reviewer = { id: "quality/code-reviewer", role: "code-reviewer" };
const again = { id: "quality/code-reviewer.2", role: "code-reviewer" };
const developer = { id: "quality/backend-developer", role: "backend-developer" };

const review = (findings: Finding[], closed: Closing[] = []): Product =>
  product("code-review", { review: { findings, closed } });
const mending = (commit: string, ...paths: string[]) => product("backend-implementation", { commit, paths });

const first = finding("a.ts", { message: "first" });
const second = finding("b.ts", { message: "second", severity: "note" });

/** Two findings, then a commit in the file of the first. */
function mended(): KnownFinding[] {
  const told = afterStep([], reviewer, review([first, second]));
  return afterStep(told, developer, mending("c1c1c1c1", "a.ts", "x.ts"));
}

test("findings get ids in their order, over the whole run", () => {
  const findings = afterStep(mended(), again, review([finding("c.ts"), finding("d.ts")]));
  expect(findings.map(({ id, path }) => `${id} ${path}`)).toEqual([
    "F1 a.ts",
    "F2 b.ts",
    "F3 c.ts",
    "F4 d.ts",
  ]);
  expect(findings[0]).toMatchObject({ by: "code-reviewer", step: "quality/code-reviewer", closed: null });
});

test("what is found goes on being open until a review says otherwise", () => {
  const findings = afterStep(mended(), again, review([]));
  expect(findings.map(({ id, closed }) => [id, closed])).toEqual([
    ["F1", null],
    ["F2", null],
  ]);
  expect(findings.map(isOpenBlocking)).toEqual([true, false]);
});

test("a commit is remembered with the findings of its paths, whoever made it", () => {
  expect(mended().map(({ commits }) => commits)).toEqual([["c1c1c1c1"], []]);
  expect(afterCommit(mended(), "c2", ["b.ts"])[1]?.commits).toEqual(["c2"]);
});

test("a finding that stands keeps its id, takes its new words, and waits for another commit", () => {
  const findings = afterStep(mended(), again, review([{ ...first, id: "F1", line: 9, message: "still" }]));
  expect(findings).toHaveLength(2);
  expect(findings[0]).toMatchObject({ id: "F1", line: 9, message: "still", step: again.id, commits: [] });
});

test("word for word the same finding is the same finding", () => {
  expect(afterStep(mended(), again, review([first, second])).map(({ id }) => id)).toEqual(["F1", "F2"]);
  const other = { id: "quality/security-reviewer", role: "security-reviewer" };
  expect(afterStep(mended(), other, review([first])).map(({ id }) => id)).toEqual(["F1", "F2", "F3"]);
});

test("an id that nobody knows is not taken over", () => {
  expect(afterStep([], reviewer, review([{ ...first, id: "F7" }])).map(({ id }) => id)).toEqual(["F1"]);
});

test("a commit closes a finding only when it changed the finding's path", () => {
  const closed = (closing: Closing) => afterStep(mended(), again, review([], [closing])).map((f) => f.closed);
  const by = { by: "commit" as const, what: "c1c1c1c1", step: again.id };
  expect(closed({ id: "F1", by: "commit" })).toEqual([by, null]);
  expect(closed({ id: "F1", by: "commit", commit: "C1C1C1C" })).toEqual([by, null]);
  expect(closed({ id: "F1", by: "commit", commit: "d2d2d2d2" })).toEqual([null, null]);
  expect(closed({ id: "F2", by: "commit" })).toEqual([null, null]);
});

test("what the reviewer saw closes a finding", () => {
  const closing = { id: "F2", by: "evidence" as const, evidence: "b.ts:3 says so" };
  const findings = afterStep(mended(), again, review([], [closing]));
  expect(findings[1]?.closed).toEqual({ by: "evidence", what: "b.ts:3 says so", step: again.id });
  const later = { id: "quality/code-reviewer.3", role: "code-reviewer" };
  const closedAgain = review([], [{ ...closing, evidence: "again" }]);
  expect(afterStep(findings, later, closedAgain)[1]?.closed?.what).toBe("b.ts:3 says so");
});

test("only the role that found it closes it, never the author of the code", () => {
  const closing: Closing = { id: "F1", by: "commit" };
  for (const role of ["backend-developer", "security-reviewer"]) {
    const findings = afterStep(mended(), { id: `quality/${role}`, role }, review([], [closing]));
    expect(findings[0]?.closed).toBeNull();
  }
});

test("what was closed can be found again", () => {
  const closed = afterStep(mended(), again, review([], [{ id: "F1", by: "commit" }]));
  const back = afterStep(closed, again, review([{ ...first, id: "F1" }]));
  expect(back.map(({ id, closed: state }) => [id, state])).toEqual([
    ["F1", null],
    ["F2", null],
  ]);
});

test("the table holds every finding in one line, whatever it says", () => {
  const odd = { ...first, line: 0, requirement: "R2", message: "a | b\n<!-- c -->" };
  const known = afterStep([], reviewer, review([odd, second, finding("c.ts")]));
  const findings = afterStep(
    afterStep(known, developer, mending("c1c1c1c1c1c1c1c1", "a.ts")),
    again,
    review(
      [],
      [
        { id: "F1", by: "commit" },
        { id: "F2", by: "evidence", evidence: "b.ts:3" },
      ],
    ),
  );
  expect(renderFindings({ findings }).split("\n").slice(2)).toEqual([
    "| F1 | blocking | `a.ts` | R2 | a \\| b &lt;!-- c --> | closed | commit `c1c1c1c1c1c1` (quality/code-reviewer.2) |",
    "| F2 | note | `b.ts:7` |  | second | closed | what was seen: b.ts:3 (quality/code-reviewer.2) |",
    "| F3 | blocking | `c.ts:7` |  | breaks | open |  |",
  ]);
  expect(renderFindings({ findings: [] })).toBe("");
});

test("a reviewer is told which commits came since, or that none did", () => {
  expect(findingsText([])).toBeNull();
  expect(findingsText(mended())).toContain(
    "\n\nCommits that changed the path of an open finding since its review:\n- F1: c1c1c1c1",
  );
  expect(findingsText(afterStep([], reviewer, review([first])))).toContain(
    "No commit has changed the path of an open finding since its review.",
  );
});
