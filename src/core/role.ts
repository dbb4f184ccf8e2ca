import { z } from "zod";
import { MistakesError } from "./error.ts";
import { readYaml, type Source } from "./source.ts";
import { phaseNames } from "./phase.ts";
import { roleSettings } from "./settings.ts";
import { tiers } from "./tier.ts";

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, "use small letters, digits and dashes");

/** A duty belongs to a phase, or is to choose how a run recovers when everything else has failed. */
export const dutyNames = [...phaseNames, "recovery"] as const;
export type DutyName = (typeof dutyNames)[number];

export const dutySchema = z.strictObject({
  reads: z.array(z.union([name, z.literal("*")])),
  writes: name,
  edits: z.array(name),
  changes: z.enum(["none", "optional", "required"]),
  sections: z.array(z.string().min(1)).min(1),
  gates: z.array(z.enum(["complete", "no-code", "references", "namesakes", "coverage", "review", "choice"])),
  verdict: z.enum(["plans", "code"]).optional(),
});

export const roleSchema = z.strictObject({
  name,
  description: z.string().min(1),
  tools: z.string().min(1),
  model: z.string().optional(),
  effort: z.string().optional(),
  tier: z.enum(tiers),
  ...roleSettings,
  duties: z.partialRecord(z.enum(dutyNames), dutySchema),
});

/** What a role does in one phase: what it reads and writes, and what it may change. */
export type Duty = z.infer<typeof dutySchema>;

/** What an agent is. `body` is its prompt. */
export type Role = z.infer<typeof roleSchema> & { body: string };

/** Artifacts that the engine itself provides; every role may read them. */
export const engineArtifacts = ["issue", "profile", "diff", "checks", "evidence", "findings"] as const;

/** Read a role file: front matter and prompt. Throws MistakesError with file and line. */
export function parseRole(source: Source): Role {
  const match = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(source.text);
  if (!match) throw mistake(source, 1, "a role starts with front matter between two lines of ---");
  const [head, body] = [String(match[1]), String(match[2])];
  const { value, lineOf } = readYaml({ file: source.file, text: head, offset: 1 }, roleSchema);
  const expected = source.file.split("/").at(-1)?.replace(/\.md$/, "");
  if (value.name !== expected) {
    throw mistake(source, lineOf(["name"]), `the role is named ${value.name}, its file ${expected}.md`);
  }
  if (body.trim() === "") throw mistake(source, head.split("\n").length + 2, "the role has no prompt");
  return { ...value, body: body.trim() };
}

function mistake(source: Source, line: number, message: string): MistakesError {
  return new MistakesError([{ file: source.file, line, message, remedy: "see team/roles for the form" }]);
}
