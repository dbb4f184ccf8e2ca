import { z } from "zod";
import { readYaml, type Source } from "./source.ts";
import { tiers } from "./tier.ts";

const positive = z.number().positive();

const budgetSchema = z.strictObject({ usd: positive.optional(), tokens: z.int().positive().optional() });

const limitsSchema = z.strictObject({
  turns: z.int().positive().optional(),
  minutes: positive.optional(),
  silentMinutes: positive.optional(),
});

const modelSchema = z.union([
  z
    .string()
    .min(1)
    .transform((model): { model: string; effort?: string | undefined } => ({ model })),
  z.strictObject({ model: z.string().min(1), effort: z.string().min(1).optional() }),
]);

/** What a person may say of one role, in the settings or in the role's own file. */
export const roleSettings = {
  runtime: z.string().min(1).optional(),
  budget: budgetSchema.optional(),
  limits: limitsSchema.optional(),
};

/** What lets the engine in at a forge is not for agents, whatever a person settles. */
const isOfForge = (name: string): boolean =>
  /^(?:GH|GITHUB)_(?:ENTERPRISE_)?TOKEN$/.test(name) || name.startsWith("PHASEGATE_");

const runtimeSchema = z.strictObject({
  /** The program and its first arguments; found on PATH when not given. */
  command: z.array(z.string().min(1)).min(1).optional(),
  /** For an agent that is not known by name: how it is spoken to. */
  protocol: z.literal("acp").optional(),
  models: z.partialRecord(z.enum(tiers), modelSchema).optional(),
  variables: z
    .array(
      z
        .string()
        .regex(/^[A-Za-z_]\w*$/)
        .refine((name) => !isOfForge(name), "it lets the engine in, and no agent is given it"),
    )
    .optional(),
  hosts: z.array(z.string().min(1)).optional(),
});

const priceSchema = z.strictObject({
  input: z.number().nonnegative(),
  output: z.number().nonnegative(),
  cacheRead: z.number().nonnegative().optional(),
  cacheWrite: z.number().nonnegative().optional(),
});

export const settingsSchema = z.strictObject({
  /** Which runtime drives the roles that name none. */
  runtime: z.string().min(1).optional(),
  /** Which runtime drives reviews of code; by default that of another vendor, where there is one. */
  reviewer: z.string().min(1).optional(),
  runtimes: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), runtimeSchema).default({}),
  roles: z
    .record(
      z.string(),
      z.strictObject({ ...roleSettings, model: z.string().min(1).optional(), effort: z.string().optional() }),
    )
    .default({}),
  budget: budgetSchema.default({}),
  limits: limitsSchema.default({}),
  /** Dollars for a million tokens, by model. */
  prices: z.record(z.string(), priceSchema).default({}),
});

/** What a person has settled for all runs on this machine. Only the person's own file may name programs. */
export type Settings = z.output<typeof settingsSchema>;
export type BudgetSettings = z.output<typeof budgetSchema>;
export type LimitSettings = z.output<typeof limitsSchema>;

export const noSettings: Settings = settingsSchema.parse({});

/** Read the settings; throws MistakesError with file and line. */
export function parseSettings(source: Source): Settings {
  return readYaml({ form: "the form is described in docs/settings.md", ...source }, settingsSchema).value;
}
