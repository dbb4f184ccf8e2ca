import { z } from "zod";
import { verdictJson } from "./block.ts";

const plansVerdict = z.object({
  verdict: z.enum(["approve", "revise"]),
  artifacts: z.record(
    z.string(),
    z.object({ verdict: z.enum(["approve", "revise"]), feedback: z.array(z.string().min(1)).optional() }),
  ),
});

/** Left out, null and nothing but blanks are the same. */
const maybe = z
  .string()
  .trim()
  .nullish()
  .transform((text) => (text === "" || text === null ? undefined : text));

const id = z.string().trim().toUpperCase();

const finding = z.object({
  id: maybe.transform((text) => text?.toUpperCase()),
  severity: z.enum(["blocking", "major", "minor", "note"]),
  path: z
    .string()
    .trim()
    .transform((path) => path.replace(/^(\.\/)+/, ""))
    .pipe(z.string().min(1)),
  line: z.int().min(0),
  requirement: maybe,
  message: z.string().trim().min(1, "say what happens, and with which input"),
  suggestion: maybe,
});

const closing = z.discriminatedUnion("by", [
  z.object({
    id,
    by: z.literal("commit"),
    commit: maybe.pipe(
      z
        .string()
        .regex(/^[0-9a-f]{7,64}$/i, "a commit is named by 7 or more letters of its id")
        .optional(),
    ),
  }),
  z.object({
    id,
    by: z.literal("evidence"),
    evidence: z.string().trim().min(1, "say what was seen, and where"),
    path: maybe,
  }),
]);

const codeVerdict = z.object({
  verdict: z.enum(["approve", "changes"]),
  findings: z.array(finding).max(200),
  closed: z.array(closing).max(200).default([]),
});

export type PlansVerdict = z.infer<typeof plansVerdict>;
export type CodeVerdict = z.infer<typeof codeVerdict>;

/** Whether an artifact is one that a review of plans speaks of. */
export const isPlan = (artifact: string): boolean => artifact === "plan" || artifact.endsWith("-plan");

/** The verdict on plans that a review ends with; throws an Error that tells the reviewer what is wrong with it. */
export function parsePlansVerdict(review: string): PlansVerdict {
  const verdict = parse(review, plansVerdict);
  for (const [name, plan] of Object.entries(verdict.artifacts)) {
    if (plan.verdict === "revise" && !plan.feedback?.length)
      throw new Error(`the verdict wants ${name} revised but gives no feedback`);
  }
  const wanted = Object.values(verdict.artifacts).some((plan) => plan.verdict === "revise")
    ? "revise"
    : "approve";
  if (verdict.verdict !== wanted)
    throw new Error(`the verdict says ${verdict.verdict}, but its artifacts say ${wanted}`);
  return verdict;
}

/** The verdict on code that a review ends with; throws an Error that tells the reviewer what is wrong with it. */
export function parseCodeVerdict(review: string): CodeVerdict {
  const verdict = parse(review, codeVerdict);
  const wanted = verdict.findings.some(({ severity }) => severity === "blocking") ? "changes" : "approve";
  if (verdict.verdict !== wanted) {
    throw new Error(
      `the verdict says ${verdict.verdict}, but its findings say ${wanted}: it is "changes" exactly when one of them is blocking`,
    );
  }
  return verdict;
}

function parse<S extends z.ZodType>(review: string, schema: S): z.infer<S> {
  const result = schema.safeParse(verdictJson(review));
  if (result.success) return result.data;
  throw new Error(
    result.error.issues
      .map(({ path, message }) => `the verdict's ${path.join(".") || "form"}: ${message}`)
      .join("\n"),
  );
}
