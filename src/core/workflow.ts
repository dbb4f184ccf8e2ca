import { z } from "zod";
import type { PhaseName } from "./phase.ts";
import type { RecoveryCaps } from "./recovery.ts";
import { readYaml, type Located, type Source } from "./source.ts";

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, "use small letters, digits and dashes");

/** Every condition that the engine knows how to check. */
export const gateNames = [
  "complete",
  "no-code",
  "review",
  "choice",
  "reviewed",
  "base-recorded",
  "references",
  "namesakes",
  "coverage",
  "scope",
  "protected",
  "secrets",
  "tests-kept",
  "contract",
  "committed",
  "pushed",
  "checks",
  "review-approved",
] as const;
export type GateName = (typeof gateNames)[number];

const gate = z.union([z.enum(gateNames), z.strictObject({ checks: z.enum(["part", "all"]) })], {
  error: `no such gate; there are ${gateNames.join(", ")}, { checks: part } and { checks: all }`,
});
export type GateSpec = z.infer<typeof gate>;

const step = z.union(
  [
    name.transform((role) => ({ role })),
    z.strictObject({ role: name, reads: z.array(z.string()).optional(), each: z.array(gate).optional() }),
  ],
  { error: "a step is the name of a role, or { role, reads, each } with known artifacts and gates" },
);
/** One role's place in a phase; `reads` and `each` override the role's duty and the phase. */
export type StepSpec = { role: string; reads?: string[] | undefined; each?: GateSpec[] | undefined };

const phase = z
  .strictObject({
    sequence: z.array(step).optional(),
    parallel: z.array(step).optional(),
    auto: z.array(step).optional(),
    review: z.strictObject({ by: name, rounds: z.int().min(1).max(9) }).optional(),
    each: z.array(gate).default([]),
    gate: z.array(gate).default([]),
    approval: z.enum(["none", "optional", "required"]).default("none"),
    fixes: z.int().min(0).max(9).default(2),
  })
  .refine((p) => [p.sequence, p.parallel, p.auto].filter(Boolean).length === 1, {
    message: "a phase has exactly one of sequence, parallel and auto",
  })
  .transform(({ sequence, parallel, auto, ...rest }) => ({
    ...rest,
    order: sequence ? ("sequence" as const) : parallel ? ("parallel" as const) : ("auto" as const),
    steps: [sequence, parallel, auto].flatMap((steps): StepSpec[] => steps ?? []),
  }));

/** Steps in order, side by side, or as soon as what they read exists; then a gate. */
export type Phase = z.output<typeof phase>;

const cap = z.int().min(0).max(9);

export const workflowSchema = z.strictObject({
  name,
  description: z.string().min(1),
  attempts: z.int().min(1).max(20).default(6),
  recovery: z
    .strictObject({
      "same-session": cap,
      "fresh-session": cap,
      "stronger-tier": cap,
      owner: cap,
      "project-manager": cap,
      run: z.int().min(0).max(200),
    })
    .partial()
    .default({}),
  phases: z.strictObject({
    initialization: phase.optional(),
    planning: phase.optional(),
    implementation: phase.optional(),
    quality: phase.optional(),
    ready: phase.optional(),
  }),
});

export interface Workflow {
  name: string;
  description: string;
  /** How many attempts a step has before the project manager is asked. */
  attempts: number;
  /** How often each rung of the ladder of recovery is tried; what is not said has a default. */
  recovery?: Partial<RecoveryCaps>;
  phases: Partial<Record<PhaseName, Phase>>;
}

/** Read a workflow file; throws MistakesError with file and line. */
export function parseWorkflow(source: Source): { workflow: Workflow; lineOf: Located["lineOf"] } {
  const { value, lineOf } = readYaml(source, workflowSchema);
  return { workflow: value as Workflow, lineOf };
}
