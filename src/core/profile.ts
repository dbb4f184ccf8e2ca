import { z } from "zod";

export const checkKinds = ["lint", "format", "typecheck", "test"] as const;
export type CheckKind = (typeof checkKinds)[number];

const command = z.array(z.string().min(1)).min(1);
const relative = z
  .string()
  .regex(/^(?!\/)(?![^]*\.\.)/, "use a path inside the repository, with / and without ..");

/** Forms of reports that tell tests from each other, for the check `test`. */
export const testReportFormats = [
  "junit",
  "tap",
  "vitest-json",
  "jest-json",
  "pytest-json",
  "go-json",
] as const;
/** Forms of reports that tell problems from each other, for the other checks. */
export const problemReportFormats = ["sarif", "eslint-json"] as const;
export type ReportFormat = (typeof testReportFormats)[number] | (typeof problemReportFormats)[number];

/** What a check says of itself for machines. */
const report = <Format extends string>(formats: readonly [Format, ...Format[]]) =>
  z.strictObject({
    format: z.enum(formats),
    /** Written by the check, in the part's folder; "-": it is what the check prints. */
    file: z
      .string()
      .regex(/^(?!\/)(?![^]*\.\.)(?!\.?\/*$)/, "use a file inside the part, or - for what is printed"),
    /** Appended to the check's command when the engine runs it, so that there is a report. */
    arguments: z.array(z.string().min(1)).optional(),
  });
const problemReport = report(problemReportFormats).optional();
const reports = z.strictObject({
  lint: problemReport,
  format: problemReport,
  typecheck: problemReport,
  test: report(testReportFormats).optional(),
});

/** What backend and frontend have agreed on, and how it can be seen anew. */
const contract = z
  .strictObject({
    kind: z.enum(["openapi", "graphql"]),
    /** The part that serves it. */
    backend: z.string(),
    /** The part that calls it. */
    frontend: z.string().optional(),
    /** The committed description: OpenAPI in JSON or YAML, GraphQL as SDL or introspection. */
    file: relative.optional(),
    /** Prints the description of what the backend really serves, or writes it to `output`; run in the backend's part. */
    command: command.optional(),
    output: relative.optional(),
    /** Files that a command makes from the description; the command runs in `part`, the frontend unless named. */
    generated: z
      .array(z.strictObject({ part: z.string().optional(), command, files: z.array(relative).min(1) }))
      .default([]),
    /** Operations that are nobody's business: globs such as "GET /internal/**" or "* /metrics". */
    ignore: z.array(z.string()).default([]),
  })
  .refine(({ file, command: made }) => file !== undefined || made !== undefined, {
    message: "name the committed file of the description, or the command that makes it",
  });
export type Contract = z.infer<typeof contract>;

export const profileSchema = z.strictObject({
  /** Separately checked pieces of the project. Commands are argument arrays, run in `path`. */
  parts: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-z0-9-]*$/),
        path: relative,
        checks: z.partialRecord(z.enum(checkKinds), command),
        /** Where the checks leave reports for machines; a check without one is judged by its exit code and output. */
        reports: reports.optional(),
        /** Checks of this part reach the network; without it they have only a 127.0.0.1 of their own. */
        network: z.boolean().optional(),
      }),
    )
    .min(1),
  /** Makes a fresh checkout usable; done again only when a lock file changes. */
  setup: z
    .strictObject({
      command,
      lockFiles: z.array(relative),
      dependencies: z.array(relative),
      /** Setup reaches the network; it does unless this is false. */
      network: z.boolean().optional(),
    })
    .optional(),
  /** What setup or one check, with all that it starts, may use at most. */
  limits: z
    .strictObject({
      memoryMb: z.number().int().min(64).optional(),
      processes: z.number().int().min(8).optional(),
    })
    .optional(),
  tests: z
    .array(z.string())
    .default(["**/*.test.*", "**/*.spec.*", "**/__tests__/**", "**/test/**", "**/tests/**"]),
  docs: z.array(z.string()).default(["**/*.md", "docs/**"]),
  /** What no agent may change, beside the built-in list. */
  protected: z.array(z.string()).default([]),
  contract: contract.optional(),
});

/** What the engine knows of a project. */
export type Profile = z.infer<typeof profileSchema>;
export type Part = Profile["parts"][number];
export type CheckReport = { format: ReportFormat; file: string; arguments?: string[] | undefined };
