import { z } from "zod";
import type { Choice, Offer } from "./choice.ts";
import type { AttemptOutcome, KeyedEvent, Product, RunEvent } from "./event.ts";
import { type Evidence, type Report, testOutcomes, type Verdict } from "./evidence.ts";
import type { Failure } from "./failure.ts";
import * as word from "./record-words.ts";
import type { Finding } from "./turn.ts";

const { text, name, ordinal, amount, treePath, address, commitId, phaseName: phase } = word;
const budget = z.object({ usd: amount.nullable(), tokens: amount.nullable() });
const paths = z.array(treePath);
const allowances = z.array(text);
const guidance = text;

const usage = z.object({
  inputTokens: amount,
  outputTokens: amount,
  cacheReadTokens: amount,
  cacheWriteTokens: amount,
  costUsd: amount.nullable(),
});

const finding: z.ZodType<Finding> = z.object({
  id: text.optional(),
  severity: z.enum(["blocking", "major", "minor", "note"]),
  path: text,
  line: z.int().nonnegative(),
  requirement: text.optional(),
  message: text,
  suggestion: text.optional(),
});

const closing = z.discriminatedUnion("by", [
  z.object({ id: text, by: z.literal("commit"), commit: text.optional() }),
  z.object({ id: text, by: z.literal("evidence"), evidence: text, path: text.optional() }),
]);

const choice: z.ZodType<Choice> = z.discriminatedUnion("move", [
  z.object({ move: z.literal("retry"), guidance }),
  z.object({ move: z.literal("give"), role: name, guidance }),
  z.object({ move: z.literal("drop"), requirement: text, guidance }),
  z.object({ move: z.literal("allow"), allowances }),
  z.object({ move: z.literal("accept") }),
  z.object({ move: z.literal("stop"), guidance }),
]);

const offer: z.ZodType<Offer> = z.discriminatedUnion("move", [
  z.object({ move: z.enum(["retry", "drop", "accept", "stop"]) }) as z.ZodType<Offer> &
    z.core.$ZodTypeDiscriminable,
  z.object({ move: z.literal("give"), role: name }),
  z.object({ move: z.literal("allow"), allowances }),
]);

const product: z.ZodType<Product> = z.object({
  artifact: name,
  version: ordinal,
  url: text.optional(),
  digest: word.digestId,
  commit: commitId.nullable(),
  tree: commitId.optional(),
  paths,
  newTests: paths,
  revise: z.record(name, z.array(text)),
  blocking: z.array(finding),
  review: z.object({ findings: z.array(finding), closed: z.array(closing) }).optional(),
  choice: choice.optional(),
});

const failure: z.ZodType<Failure> = z.object({
  class: z.enum(["agent", "gate", "infrastructure", "budget", "human", "remote"]),
  signature: text,
  reason: text,
  goesOn: z.boolean().optional(),
  paths: paths.optional(),
  allowances: allowances.optional(),
  rejudge: z.boolean().optional(),
  waitMs: amount.optional(),
});

const outcome: z.ZodType<AttemptOutcome> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("accepted"), product }),
  z.object({ kind: z.literal("refused"), failure }),
  z.object({ kind: z.literal("failed"), failure }),
  z.object({ kind: z.literal("interrupted") }),
]);

const report: z.ZodType<Report> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("tests"),
    counts: z.record(z.enum(testOutcomes), amount),
    cut: z.boolean(),
  }),
  z.object({ kind: z.literal("problems"), errors: amount, warnings: amount, cut: z.boolean() }),
  z.object({ kind: z.literal("unreadable"), problem: text }),
]);

/** As a verdict has it: without the names of tests, problems and lines. */
const evidence: z.ZodType<Evidence> = z.object({
  commit: text,
  tree: text,
  command: text,
  exitCode: z.int(),
  durationMs: amount,
  outputSha256: text,
  outputTail: text,
  at: text,
  environment: text,
  report: report.optional(),
  testsRun: amount.optional(),
  again: z.literal(true).optional(),
  flaky: z.array(text).optional(),
});

const verdict: z.ZodType<Verdict> = z.object({
  gate: name,
  verdict: z.enum(["passed", "failed"]),
  reason: text,
  evidence: z.array(evidence),
  findings: z
    .array(
      z.object({
        rule: text,
        path: text,
        line: z.int().nonnegative(),
        message: text,
        allowance: text.nullable(),
      }),
    )
    .optional(),
});

const step = {
  step: word.stepName,
  role: name,
  phase,
  purpose: word.purpose,
  attempt: ordinal,
  treeOf: ordinal.optional(),
  rejudges: ordinal.optional(),
  rung: word.rung.optional(),
  about: text.optional(),
};

const question = { number: ordinal, subject: text, phase, text, offers: z.array(offer).min(1) };

/**
 * Every event of a run; any other is refused, and what nobody knows of one is left out. Sessions are none: they are
 * gone with their machine.
 */
export const eventSchema: z.ZodType<RunEvent> = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("run.started"),
    branch: word.branchName,
    base: commitId,
    opening: commitId.optional(),
    issue: ordinal,
    issueUrl: address,
    tracker: address,
    pullRequest: ordinal,
    pullRequestUrl: address,
  }),
  z.object({
    type: z.literal("run.resumed"),
    generation: z.int().min(2).max(1_000_000),
    budget: budget.optional(),
  }),
  z.object({ type: z.literal("phase.started"), phase }),
  z.object({ type: z.literal("phase.ended"), phase, passed: z.boolean() }),
  z.object({ type: z.literal("step.started"), session: z.literal(""), ...step }),
  z.object({
    type: z.literal("attempt.ended"),
    session: z.literal(""),
    ...step,
    outcome,
    usage,
    sandbox: z.object({ kind: z.enum(["bubblewrap", "seatbelt", "none"]), problem: text }).optional(),
    durationMs: amount,
  }),
  z.object({
    type: z.literal("gate.judged"),
    phase,
    step: word.stepName.nullable(),
    attempt: ordinal.nullable(),
    verdict,
    paths: paths.exactOptional(),
  }),
  z.object({
    type: z.literal("branch.moved"),
    from: commitId,
    to: commitId,
    tree: commitId,
    paths,
    by: text,
  }),
  z.object({ type: z.literal("question.asked"), ...question }),
  z.object({ type: z.literal("question.answered"), number: ordinal, choice, by: text }),
  z.object({ type: z.literal("comment.made"), name: text, on: ordinal, id: text, url: address }),
  z.object({
    type: z.literal("command.heard"),
    comment: text,
    by: text,
    text,
    obeyed: z.boolean(),
    reason: text,
  }),
  z.object({ type: z.literal("approval.asked"), phase, question: text }),
  z.object({
    type: z.literal("approval.answered"),
    phase,
    approved: z.boolean(),
    by: text,
    reason: text,
  }),
  z.object({
    type: z.literal("run.ended"),
    status: z.enum(["waiting", "ready", "stopped", "cancelled", "failed"]),
    reason: text,
    cause: z.enum(["gate", "budget", "account", "approval", "person", "question", "forge"]).exactOptional(),
  }),
]);

export const keyedEventSchema: z.ZodType<KeyedEvent> = z.object({
  key: z.string().min(1).max(1_000),
  at: word.moment,
  event: eventSchema,
});
