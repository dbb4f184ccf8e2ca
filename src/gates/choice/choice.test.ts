import { expect, test } from "vitest";
import type { Offer } from "../../core/choice.ts";
import { duty } from "../../core/run.fixture.ts";
import { fails, makeStage, passes } from "../gates.fixture.ts";
import { parseChoice } from "./choice.ts";

const offers: Offer[] = [
  { move: "retry" },
  { move: "give", role: "backend-developer" },
  { move: "drop" },
  { move: "stop" },
];
const requirements = [{ id: "R1", text: "Archive." }];

const block = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value)}\n\`\`\`\n`;
const text = (value: unknown): string => `## Diagnosis\n\nIt is so.\n\n## Choice\n\n${block(value)}`;
const read = (value: unknown) => parseChoice(text(value), { offers, requirements });

test.each([
  { move: "retry", guidance: "Compute it after the discount." },
  { move: "give", role: "backend-developer", guidance: "" },
  { move: "drop", requirement: "R1", guidance: "Nobody can." },
  { move: "stop", guidance: "R1 contradicts itself." },
])("one of the moves that were offered is a choice: %j", (value) => {
  expect(read(value)).toEqual(value);
});

test.each([
  ["a move that is none", { move: "rewrite", guidance: "x" }, "The moves are: retry, give, drop, stop"],
  ["a gate talked round", { move: "allow", allowances: ["x"] }, "The moves are"],
  ["the same again without a word", { move: "retry" }, "guidance"],
  [
    "a role that was not offered",
    { move: "give", role: "nobody" },
    "given to backend-developer, not to nobody",
  ],
  [
    "a requirement that is none",
    { move: "drop", requirement: "R9" },
    "there is no requirement R9; there are R1",
  ],
  ["more than a move", { move: "stop", guidance: "x", verdict: "approve" }, "the choice's form"],
])("%s is refused, and says what would be one", (_, value, says) => {
  expect(read(value)).toContain(says);
});

test("a move that is not offered now is refused", () => {
  const made = parseChoice(text({ move: "retry", guidance: "x" }), {
    offers: [{ move: "stop" }],
    requirements,
  });
  expect(made).toBe("retry is not offered now");
});

test("two blocks, none, and what is no JSON are no choice", () => {
  const stop = { move: "stop", guidance: "x" };
  const parse = (artifact: string) => parseChoice(artifact, { offers, requirements });
  expect(parse(`${text(stop)}\n${block(stop)}`)).toContain("one ```json block");
  expect(parse(`## Diagnosis\n\n${block(stop)}`)).toContain("one ```json block");
  expect(parse("## Choice\n\n```json\n{ stop\n```\n")).toContain("not JSON");
});

test("the gate passes what can be read and returns the rest", async () => {
  const stage = await makeStage();
  const context = await stage.context({ duty: duty("recovery-choice"), offers, requirements });
  expect(await passes("choice", { ...context, artifact: text({ move: "stop", guidance: "x" }) })).toBe(
    "the choice is stop",
  );
  expect(await fails("choice", { ...context, artifact: "I stop." })).toContain("## Choice");
});
