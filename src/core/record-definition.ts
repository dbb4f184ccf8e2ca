import { z } from "zod";
import type { Definition } from "./definition.ts";
import { profileSchema } from "./profile.ts";
import * as word from "./record-words.ts";
import { roleSchema } from "./role.ts";
import { type Workflow, workflowSchema } from "./workflow.ts";

/** What of a run's definition is not of the machine that it began on. */
export type PublicDefinition = Omit<Definition, "repository" | "runtime" | "casting">;

const { text, amount } = word;

/** A phase as a definition keeps it is written as a person writes it, so that the same rules hold. */
const kept = z
  .looseObject({ order: z.enum(["sequence", "parallel", "auto"]), steps: z.array(z.unknown()) })
  .transform(({ order, steps, ...rest }) => ({ ...rest, [order]: steps }));

const workflow = z
  .looseObject({ phases: z.record(z.string(), kept) })
  .transform((written): unknown => written)
  .pipe(workflowSchema) as z.ZodType<Workflow>;

const owned = z.string().regex(/^(?!\.+$)[A-Za-z0-9._-]{1,100}$/);
const place = { owner: owned, repo: owned };

const forge = z.strictObject({
  kind: z.literal("github"),
  host: z.string().regex(/^(?:https?:\/\/)?[A-Za-z0-9.[\]:-]{1,255}$/),
  ...place,
  push: z.strictObject(place),
  issue: word.ordinal.nullable(),
});

const hidden = z.strictObject({
  text,
  found: z.array(
    z.strictObject({
      kind: z.enum([
        "bidi",
        "zero-width",
        "tag",
        "variation",
        "control",
        "homoglyph",
        "html-comment",
        "hidden-element",
        "unused-definition",
      ]),
      line: word.ordinal,
      column: word.ordinal,
      says: text,
    }),
  ),
});

export const definitionSchema: z.ZodType<PublicDefinition> = z.strictObject({
  format: z.literal(1),
  id: word.runIdSchema,
  feature: z.strictObject({ title: text, body: text, source: text, hidden: hidden.optional() }),
  workflow,
  roles: z.record(word.name, roleSchema.extend({ body: z.string().min(1) })),
  profile: profileSchema,
  budget: z.strictObject({ usd: amount.nullable(), tokens: amount.nullable() }).optional(),
  forge: forge.optional(),
  branch: word.branchName,
  baseBranch: word.branchName,
  base: word.commitId,
  identity: z.strictObject({
    name: z.string().regex(/^[^<>\p{Cc}]{1,200}$/u),
    email: z.string().regex(/^[^<>\s\p{Cc}]{1,200}$/u),
  }),
  approvals: z.array(word.phaseName),
  createdAt: word.moment,
});
