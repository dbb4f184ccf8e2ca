import { access, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { MistakesError, UserError, type Mistake } from "../../core/error.ts";
import { readYaml } from "../../core/source.ts";

const ms = z.int().min(0).max(3_600_000);
const treePath = z.string().regex(/^(?!\/)(?!(.*\/)?\.\.(\/|$)).+/, "use a path inside the tree, without ..");
const file = z.string().min(1);

const action = z.union(
  [
    z.strictObject({ think: z.strictObject({ ms }) }),
    z.strictObject({ read: z.strictObject({ path: treePath }) }),
    z.strictObject({ copy: z.strictObject({ from: file, to: treePath, ms: ms.optional() }) }),
    z.strictObject({
      write: z.union([
        z.strictObject({ path: treePath, file }),
        z.strictObject({ path: treePath, text: z.string() }),
      ]),
    }),
    z.strictObject({
      edit: z.strictObject({ path: treePath, find: z.string().min(1), replace: z.string() }),
    }),
    z.strictObject({ delete: z.strictObject({ path: treePath }) }),
    z.strictObject({
      shell: z.strictObject({
        run: z.array(z.string()).min(1),
        ms: ms.optional(),
        expect: z.int().optional(),
      }),
    }),
    z.strictObject({
      crash: z.union([
        z.strictObject({ code: z.int().min(1).max(255) }),
        z.strictObject({ signal: z.enum(["SIGKILL", "SIGTERM", "SIGSEGV"]) }),
      ]),
    }),
    z.strictObject({ hang: z.strictObject({}) }),
  ],
  {
    error:
      "no such action; there are think, read, copy, write, edit, delete, shell, crash and hang, each with its own fields",
  },
);

const attempt = z.strictObject({
  do: z.array(action).default([]),
  say: z.union([z.string(), z.strictObject({ file })]).default(""),
  usage: z
    .strictObject({
      inputTokens: z.int().min(0).default(0),
      outputTokens: z.int().min(0).default(0),
      cacheReadTokens: z.int().min(0).default(0),
      cacheWriteTokens: z.int().min(0).default(0),
      costUsd: z.number().min(0).nullable().default(null),
    })
    .optional(),
});

export const scenarioSchema = z.strictObject({
  name: z.string().min(1),
  description: z.string().default(""),
  /** Where the agent keeps its own log of what it did; for tests of the engine. */
  log: file.optional(),
  steps: z.record(
    z.string().regex(/^[a-z]+\/[a-z0-9-]+(\.\d+)?$/, "a step is called phase/role or phase/role.2"),
    z.array(attempt).min(1),
  ),
});

export type Action = z.infer<typeof action>;
export type ScriptedAttempt = z.infer<typeof attempt>;

/** What each role does in each attempt; files are relative to `directory`. */
export type Scenario = z.infer<typeof scenarioSchema> & { directory: string };

const form = "the form is described in docs/scenario.md";

/** Read a scenario. Throws UserError when there is none, MistakesError with file and line when it is malformed. */
export async function loadScenario(name: string): Promise<Scenario> {
  const text = await readFile(name, "utf8").catch((error: unknown) => {
    throw new UserError(
      "NO_SCENARIO",
      `the scenario ${name} cannot be read`,
      "check the path after --runtime scripted:",
      { cause: error },
    );
  });
  return {
    ...readYaml({ file: name, text, form }, scenarioSchema).value,
    directory: path.dirname(path.resolve(name)),
  };
}

/** Read a scenario and see that every file it names exists. */
export async function checkScenario(name: string): Promise<Scenario> {
  const scenario = await loadScenario(name);
  const { lineOf } = readYaml({ file: name, text: await readFile(name, "utf8"), form }, scenarioSchema);
  const mistakes: Mistake[] = [];
  for (const { path: at, named } of filesOf(scenario)) {
    const found = await readable(path.resolve(scenario.directory, named));
    if (!found)
      mistakes.push({
        file: name,
        line: lineOf(at),
        message: `there is no file ${named}`,
        remedy: "paths are relative to the scenario's folder",
      });
  }
  if (mistakes.length > 0) throw new MistakesError(mistakes);
  return scenario;
}

function filesOf(scenario: Scenario): { path: PropertyKey[]; named: string }[] {
  return Object.entries(scenario.steps).flatMap(([step, attempts]) =>
    attempts.flatMap(({ do: actions, say }, index) => [
      ...actions.flatMap((each, at) => {
        const here: PropertyKey[] = ["steps", step, index, "do", at];
        if ("copy" in each) return [{ path: [...here, "copy", "from"], named: each.copy.from }];
        if ("write" in each && "file" in each.write)
          return [{ path: [...here, "write", "file"], named: each.write.file }];
        return [];
      }),
      ...(typeof say === "object" ? [{ path: ["steps", step, index, "say", "file"], named: say.file }] : []),
    ]),
  );
}

async function readable(name: string): Promise<boolean> {
  return access(name).then(
    () => true,
    () => false,
  );
}
