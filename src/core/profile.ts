import { z } from "zod";

export const checkKinds = ["lint", "format", "typecheck", "test"] as const;
export type CheckKind = (typeof checkKinds)[number];

const command = z.array(z.string().min(1)).min(1);
const relative = z
  .string()
  .regex(/^(?!\/)(?![^]*\.\.)/, "use a path inside the repository, with / and without ..");

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

/** Ground that no agent may change in any project. */
export const protectedPaths: readonly string[] = [
  ".github/**",
  ".gitlab-ci.yml",
  ".circleci/**",
  ".ci/**",
  ".phasegate/**",
  "**/.gitattributes",
  "**/.gitmodules",
  "**/CODEOWNERS",
  "**/LICENSE*",
  "**/package-lock.json",
  "**/yarn.lock",
  "**/pnpm-lock.yaml",
  "**/.npmrc",
  "**/AGENTS.md",
  "**/CLAUDE.md",
  "**/GEMINI.md",
  "**/.cursor/**",
  "**/.claude/**",
  "**/.codex/**",
  "**/.gemini/**",
  "**/.mcp.json",
  "**/tsconfig*.json",
  "**/.oxlintrc.json",
  "**/.oxfmtrc*",
  "**/eslint.config.*",
  "**/.eslintrc*",
  "**/.prettierrc*",
  "**/prettier.config.*",
  "**/biome.json*",
  "**/vitest.config.*",
  "**/vite.config.*",
  "**/jest.config.*",
  "**/package.json",
  "**/.husky/**",
];
