import { z } from "zod";
import { sectionsOf } from "../markdown.ts";

const plansVerdict = z.object({
  verdict: z.enum(["approve", "revise"]),
  artifacts: z.record(
    z.string(),
    z.object({ verdict: z.enum(["approve", "revise"]), feedback: z.array(z.string().min(1)).optional() }),
  ),
});

const codeVerdict = z.object({
  verdict: z.enum(["approve", "changes"]),
  findings: z.array(
    z.object({
      severity: z.enum(["blocking", "major", "minor", "note"]),
      path: z.string().min(1),
      line: z.int().min(0),
      requirement: z.string().optional(),
      message: z.string().min(1),
      suggestion: z.string().optional(),
    }),
  ),
});

export type PlansVerdict = z.infer<typeof plansVerdict>;
export type CodeVerdict = z.infer<typeof codeVerdict>;

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
  const section = sectionsOf(review).findLast(({ title }) => title.trim().toLowerCase() === "verdict");
  const block = section?.nodes.find((node) => node.type === "code");
  if (!block) throw new Error('the review has no ```json block under "## Verdict"');
  let value: unknown;
  try {
    value = JSON.parse(block.value);
  } catch (error) {
    throw new Error(`the verdict is not JSON: ${String(error).replace(/^\w*Error: /, "")}`, { cause: error });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(
    result.error.issues
      .map(({ path, message }) => `the verdict's ${path.join(".") || "form"}: ${message}`)
      .join("\n"),
  );
}
