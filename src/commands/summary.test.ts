import { expect, test } from "vitest";
import type { RunStatus } from "../core/status.ts";
import { statusText } from "./status-text.ts";
import { statusAfter, used, worked } from "./status.fixture.ts";
import { summaryOf } from "./summary.ts";

const text = (changes: Partial<RunStatus>): string =>
  summaryOf(statusAfter([worked("planning/architect", { big: used(10, 1.2) }, used(10, 1.2))], changes)).join(
    "\n",
  );

test("what was used stands beside its budget", () => {
  expect(text({ budget: { usd: 15, tokens: 2_000_000 } })).toMatch(
    /tokens +10 of 2\.0M tokens\n +cost +\$1\.20 of \$15\.00/,
  );
  expect(text({})).toMatch(/tokens +10 tokens\n +cost +\$1\.20/);
});

test("a run whose budget is used says who used it and how it goes on with more", () => {
  const stopped = text({ status: "stopped", cause: "budget", reason: "the budget of the run is gone" });
  expect(stopped).toContain("phasegate show r1 usage");
  expect(stopped).toContain("phasegate resume r1 --budget DOLLARS");
});

test("a run that waits for an account is resumed, and one that asks is answered", () => {
  const waits = text({ status: "waiting", cause: "account", reason: "run `claude` and then /login" });
  expect(waits).toContain("run `claude` and then /login");
  expect(waits).toContain("phasegate resume r1");
  expect(waits).not.toContain("approve");
  expect(text({ status: "waiting", cause: "approval" })).toContain("phasegate approve r1");
});

test("a run that waits for its forge is resumed once that is mended", () => {
  const waits = text({ status: "waiting", cause: "forge", reason: "github.com cannot be reached" });
  expect(waits).toContain("phasegate resume r1   (once that is mended)");
  expect(waits).not.toContain("approve");
});

test("where people read the issue, they are told what to write there", () => {
  const issue = { url: "https://github.com/octo/shop/issues/42" };
  const approval = text({ status: "waiting", cause: "approval", issue });
  expect(approval).toContain(
    `in a new comment on ${issue.url}: /phasegate approve, or /phasegate reject REASON`,
  );
  expect(approval).toMatch(/^ +issue +https:\/\/github\.com\/octo\/shop\/issues\/42$/m);
  const local = text({ status: "waiting", cause: "approval", issue: { url: "file:///forge/0001/issue.md" } });
  expect(local).not.toContain("comment on");
});

test.for(["stopped", "cancelled", "failed"] as const)("a run that is %s says how it goes on", (status) => {
  expect(text({ status })).toContain("go on:  phasegate resume r1");
});

test("that no sandbox held the agents is said in capitals, at the end and in the status", () => {
  const unconfined = ["bwrap is not installed; install bubblewrap"];
  expect(text({ unconfined })).toContain("agents were NOT HELD by a sandbox: bwrap is not installed");
  expect(statusText(statusAfter([], { unconfined })).join("\n")).toContain("NOT HELD by a sandbox: bwrap");
  expect(text({})).not.toContain("NOT HELD");
});

test("the status names the model of each step", () => {
  const status = statusAfter([worked("planning/architect", { big: used(10, 1) }, used(10, 1))]);
  expect(statusText(status).join("\n")).toMatch(/planning\/architect .* big$/m);
});

test("a run that asks shows its numbered answers, at the end and in the status", () => {
  const question = {
    number: 1,
    subject: "planning/architect",
    phase: "planning" as const,
    text: "Why?",
    offers: [{ move: "retry" as const }, { move: "stop" as const }],
  };
  const asking = { status: "waiting", cause: "question", reason: "question 1: Why?", question } as const;
  for (const shown of [text(asking), statusText(statusAfter([], asking)).join("\n")]) {
    expect(shown).toContain("1  Try again. A text is guidance for the agent.\n");
    expect(shown).toContain('phasegate answer r1 NUMBER "TEXT"');
  }
  const there = text({ ...asking, issue: { url: "https://github.com/octo/shop/issues/42" } });
  expect(there).toContain("issues/42: /phasegate answer NUMBER TEXT");
});
