import { afterAll, beforeAll, expect, test } from "vitest";
import { approval, buildReport, plan, verdict } from "../support/scenario.ts";
import { honest } from "./honest.ts";
import { feature } from "./lies.ts";
import { type Delivery, openSuite, type Suite } from "./suite.ts";

/** Ways in which a plan brings code that it says it does not bring. */
const hidden = {
  "a block without a label": "```\nexport const one = () => [];\n```",
  "a sentence": "Write `export const two = (id) => db.query(id).map((row) => row.text);` there.",
  "a comment that nobody sees": "<!--\nexport function three(id) {\n  return db.find(id);\n}\n-->",
  "letters that nobody sees":
    "Write `exp\u200Bort const four\u200B = (id) => db.query(id).map((row) => row.text);` there.",
  "an indented block":
    "As follows:\n\n    export async function five(id) {\n      return db.find(id);\n    }\n",
};

const invented = "The list follows `backend/store/reviews.js:120`, where `ReviewStore` keeps them.";
const finding = { severity: "blocking", path: "backend/reviews.js", line: 1, message: "It returns nothing." };
const review = (word: string, findings: object[]) =>
  `## Findings\n\nIt returns nothing.\n\n## Verdict\n${verdict({ verdict: word, findings })}`;

let suite: Suite;
let delivery: Delivery;

beforeAll(async () => {
  suite = await openSuite();
  delivery = await suite.deliver("a team that lies", "trio", {
    "planning/planner": [
      { say: `${plan.say}\n${Object.values(hidden).join("\n\n")}\n` },
      { say: `${plan.say}\n${invented}\n` },
      plan,
    ],
    "implementation/builder": [{ do: [feature], say: buildReport }],
    "quality/code-reviewer": [
      { say: review("approve", [finding]) },
      { say: review("changes", [{ ...finding, path: "backend/nowhere.js", line: 4000 }]) },
      { say: approval },
    ],
  });
});

afterAll(() => suite.close());

const refusal = (step: string, attempt: number) =>
  delivery.status.gates.find(
    (gate) => gate.step === step && gate.attempt === attempt && gate.verdict === "failed",
  );

test.each(Object.entries(hidden))("code in a plan, in %s, is seen", (_, text) => {
  const word = /one|two|three|four|five/.exec(text)?.[0];
  expect(refusal("planning/planner", 1)).toMatchObject({
    name: "no-code",
    reason: expect.stringContaining(`${word}`),
  });
});

test("a plan that builds upon what does not exist is refused", () => {
  expect(refusal("planning/planner", 2)).toMatchObject({
    name: "references",
    reason: expect.stringContaining("backend/store/reviews.js"),
  });
});

test("a review that approves beside a blocking finding, and one that finds what is not there, are no reviews", () => {
  expect(refusal("quality/code-reviewer", 1)).toMatchObject({ name: "review" });
  expect(refusal("quality/code-reviewer", 2)).toMatchObject({
    name: "review",
    reason: expect.stringContaining("backend/nowhere.js"),
  });
});

test("the run is ready with the honest plan and review alone", () => {
  const { status, progress } = delivery;
  expect({ status: status.status, progress }).toMatchObject({ status: "ready" });
  expect(Object.keys(delivery.changed)).toEqual(["backend/reviews.js"]);
});

test.each(honest.map(({ workflow, script }) => [workflow, script] as const))(
  "an honest team of workflow %s, which moves, splits and rewrites as it goes, is never stopped",
  async (workflow, script) => {
    const { status, changed, progress } = await suite.deliver(`honest ${workflow}`, workflow, script);
    expect({ status: status.status, progress }).toMatchObject({ status: "ready" });
    expect(status.gates.filter(({ verdict: word }) => word === "failed")).toEqual([]);
    expect(Object.keys(changed)).toContain("backend/test/prices.test.js");
    expect(changed["backend/test/app.test.js"]).toBe(null);
  },
);
