import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { RunStatus } from "../src/index.ts";
import { makeWorld } from "./support/cli.ts";
import { approval, buildReport, type Script, trioScript, verdict } from "./support/scenario.ts";

const reviewOf = (value: unknown): string => `## Findings\n\nAs below.\n\n## Verdict\n${verdict(value)}`;

const blocking = {
  severity: "blocking",
  path: "backend/reviews.js",
  line: 1,
  message: "The list never holds a review.",
};
const note = { severity: "note", path: "README.md", line: 1, message: "It says nothing of reviews." };

const script: Script = {
  ...trioScript,
  "quality/code-reviewer": [
    { say: reviewOf({ verdict: "changes", findings: [{ ...blocking, path: "reviews.js" }, note] }) },
    { say: reviewOf({ verdict: "changes", findings: [blocking, note] }) },
  ],
  "quality/builder": [
    {
      do: [{ edit: { path: "backend/reviews.js", find: "[]", replace: '["good"]' } }],
      say: `${buildReport}\nF1 is mended, so it is closed.\n`,
    },
  ],
  "quality/code-reviewer.2": [
    { say: approval },
    { say: reviewOf({ verdict: "approve", findings: [], closed: [{ id: "F1", by: "commit" }] }) },
  ],
};

test("a finding points to what is there, goes to its owner, and is closed by the reviewer alone", async () => {
  const world = await makeWorld({ script });
  const { stdout, stderr, exitCode } = await world.phasegate(world.runArgs("trio", "--json"));
  if (exitCode !== 0) throw new Error(stderr);
  const status = JSON.parse(stdout) as RunStatus;
  const refusals = status.gates.filter(({ name, verdict: word }) => name === "review" && word === "failed");
  expect(refusals.map(({ reason }) => reason)).toEqual([
    expect.stringContaining("there is backend/reviews.js") as string,
    expect.stringMatching(/^nothing is said of F1 at backend\/reviews\.js:1/) as string,
  ]);
  expect(status.findings).toMatchObject([
    { id: "F1", path: "backend/reviews.js", closed: { by: "commit", step: "quality/code-reviewer.2" } },
    { id: "F2", path: "README.md", closed: null },
  ]);
  expect(status.findings[0]?.closed?.what).toBe(status.head);
  const page = await readFile(new URL((status.pullRequest?.url ?? "").replace(/#.*/, "")), "utf8");
  expect(page).toContain("## Findings of the review");
  expect(page).toMatch(
    /\| F1 \| blocking \|.*\| closed \| commit `[0-9a-f]{12}` \(quality\/code-reviewer\.2\) \|/,
  );
  expect(page).toMatch(/\| F2 \| note \|.*\| open \| {2}\|/);
});
