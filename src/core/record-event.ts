import { z } from "zod";
import type { Choice, Offer } from "./choice.ts";
import type { AttemptOutcome, KeyedEvent, Product, RunEvent } from "./event.ts";
import { type Evidence, type Report, testOutcomes, type Verdict } from "./evidence.ts";
import type { Failure } from "./failure.ts";
import * as word from "./record-words.ts";
import type { Finding } from "./turn.ts";

const { text, name, ordinal, amount, treePath, address, commitId, phaseName: phase } = word;
const budget = z.strictObject({ usd: amount.nullable(), tokens: amount.nullable() });
const paths = z.array(treePath);
const allowances = z.array(text);
const guidance = text;

const usage = z.strictObject({
  inputTokens: amount,
  outputTokens: amount,
  cacheReadTokens: amount,
  cacheWriteTokens: amount,
  costUsd: amount.nullable(),
});

const finding: z.ZodType<Finding> = z.strictObject({
  id: text.optional(),
  severity: z.enum(["blocking", "major", "minor", "note"]),
  path: text,
  line: z.int().nonnegative(),
  requirement: text.optional(),
  message: text,
  suggestion: text.optional(),
});

const closing = z.discriminatedUnion("by", [
  z.strictObject({ id: text, by: z.literal("commit"), commit: text.optional() }),
  z.strictObject({ id: text, by: z.literal("evidence"), evidence: text, path: text.optional() }),
]);

const choice: z.ZodType<Choice> = z.discriminatedUnion("move", [
  z.strictObject({ move: z.literal("retry"), guidance }),
  z.strictObject({ move: z.literal("give"), role: name, guidance }),
  z.strictObject({ move: z.literal("drop"), requirement: text, guidance }),
  z.strictObject({ move: z.literal("allow"), allowances }),
  z.strictObject({ move: z.literal("accept") }),
  z.strictObject({ move: z.literal("stop"), guidance }),
]);

const offer: z.ZodType<Offer> = z.discriminatedUnion("move", [
  z.strictObject({ move: z.enum(["retry", "drop", "accept", "stop"]) }) as z.ZodType<Offer> &
    z.core.$ZodTypeDiscriminable,
  z.strictObject({ move: z.literal("give"), role: name }),
  z.strictObject({ move: z.literal("allow"), allowances }),
]);

const product: z.ZodType<Product> = z.strictObject({
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
  review: z.strictObject({ findings: z.array(finding), closed: z.array(closing) }).optional(),
  choice: choice.optional(),
});

const failure: z.ZodType<Failure> = z.strictObject({
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
  z.strictObject({ kind: z.literal("accepted"), product }),
  z.strictObject({ kind: z.literal("refused"), failure }),
  z.strictObject({ kind: z.literal("failed"), failure }),
  z.strictObject({ kind: z.literal("interrupted") }),
]);

const report: z.ZodType<Report> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("tests"),
    counts: z.record(z.enum(testOutcomes), amount),
    cut: z.boolean(),
  }),
  z.strictObject({ kind: z.literal("problems"), errors: amount, warnings: amount, cut: z.boolean() }),
  z.strictObject({ kind: z.literal("unreadable"), problem: text }),
]);

/** As a verdict has it: without the names of tests, problems and lines. */
const evidence: z.ZodType<Evidence> = z.strictObject({
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

const verdict: z.ZodType<Verdict> = z.strictObject({
  gate: name,
  verdict: z.enum(["passed", "failed"]),
  reason: text,
  evidence: z.array(evidence),
  findings: z
    .array(
      z.strictObject({
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

/** Every event of a run; any other is refused. Sessions are none: they are gone with their machine. */
export const eventSchema: z.ZodType<RunEvent> = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("run.started"),
    branch: word.branchName,
    base: commitId,
    issue: ordinal,
    issueUrl: address,
    tracker: address,
    pullRequest: ordinal,
    pullRequestUrl: address,
  }),
  z.strictObject({
    type: z.literal("run.resumed"),
    generation: z.int().min(2).max(1_000_000),
    budget: budget.optional(),
  }),
  z.strictObject({ type: z.literal("phase.started"), phase }),
  z.strictObject({ type: z.literal("phase.ended"), phase, passed: z.boolean() }),
  z.strictObject({ type: z.literal("step.started"), session: z.literal(""), ...step }),
  z.strictObject({
    type: z.literal("attempt.ended"),
    session: z.literal(""),
    ...step,
    outcome,
    usage,
    sandbox: z.strictObject({ kind: z.enum(["bubblewrap", "seatbelt", "none"]), problem: text }).optional(),
    durationMs: amount,
  }),
  z.strictObject({
    type: z.literal("gate.judged"),
    phase,
    step: word.stepName.nullable(),
    attempt: ordinal.nullable(),
    verdict,
    paths: paths.exactOptional(),
  }),
  z.strictObject({
    type: z.literal("branch.moved"),
    from: commitId,
    to: commitId,
    tree: commitId,
    paths,
    by: text,
  }),
  z.strictObject({ type: z.literal("question.asked"), ...question }),
  z.strictObject({ type: z.literal("question.answered"), number: ordinal, choice, by: text }),
  z.strictObject({ type: z.literal("comment.made"), name: text, on: ordinal, id: text, url: address }),
  z.strictObject({
    type: z.literal("command.heard"),
    comment: text,
    by: text,
    text,
    obeyed: z.boolean(),
    reason: text,
  }),
  z.strictObject({ type: z.literal("approval.asked"), phase, question: text }),
  z.strictObject({
    type: z.literal("approval.answered"),
    phase,
    approved: z.boolean(),
    by: text,
    reason: text,
  }),
  z.strictObject({
    type: z.literal("run.ended"),
    status: z.enum(["waiting", "ready", "stopped", "cancelled", "failed"]),
    reason: text,
    cause: z.enum(["gate", "budget", "account", "approval", "person", "question", "forge"]).exactOptional(),
  }),
]);

export const keyedEventSchema: z.ZodType<KeyedEvent> = z.strictObject({
  key: z.string().min(1).max(1_000),
  at: word.moment,
  event: eventSchema,
});
