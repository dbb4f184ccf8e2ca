import path from "node:path";
import { expect, test } from "vitest";
import { definitionOf, onePhase, team } from "../core/run.fixture.ts";
import { parseSettings } from "../core/settings.ts";
import { writePrograms } from "../runtimes/programs.fixture.ts";
import { tempFolder } from "../workspace/workspace.fixture.ts";
import { writeFiles } from "../../test/support/project.ts";
import { environmentAt } from "./commands.fixture.ts";
import { castingFrom, rolesIn } from "./runtime-choice.ts";

const workflow = definitionOf(
  onePhase("quality", "{ sequence: [test-writer, documentation-expert, code-reviewer] }"),
).workflow;

const programs = { claude: "2.1.330 (Claude Code)", codex: "codex-cli 0.169.0", gemini: "0.61.0" };

async function cast(flag: string | undefined, settings = "") {
  const root = await tempFolder();
  const keys = { ANTHROPIC_API_KEY: "k", OPENAI_API_KEY: "k", GEMINI_API_KEY: "k" };
  const variables = { PATH: await writePrograms(root, programs), ...keys };
  await writeFiles(root, { "scenario.yaml": "name: small\nsteps: {}\n" });
  const environment = environmentAt({ home: root, userHome: path.join(root, "user"), variables });
  const wish = {
    flag,
    settings: parseSettings({ file: "settings.yaml", text: settings }),
    roles: rolesIn(workflow, team),
  };
  const { casting, runtime } = await castingFrom(wish, environment);
  const names = Object.entries(casting).map(([role, each]) => `${role}: ${each.runtime.name}`);
  return { names, runtime };
}

test("without a flag the first usable runtime plays, and is what drives the run; another vendor reviews", async () => {
  const { names, runtime } = await cast(undefined);
  expect(names).toEqual(["test-writer: claude", "documentation-expert: claude", "code-reviewer: codex"]);
  expect(runtime.name).toBe("claude");
});

test("a named runtime plays all, and an ACP agent keeps its own name", async () => {
  const { names, runtime } = await cast("gemini");
  expect(new Set(names.map((each) => each.split(": ")[1]))).toEqual(new Set(["acp"]));
  expect(runtime).toMatchObject({ name: "acp", options: { agent: "gemini" } });
});

test("what plays most roles drives the run, although another comes first", async () => {
  const { runtime } = await cast("claude", "roles: { test-writer: { runtime: codex } }");
  expect(runtime.name).toBe("claude");
});

test("a scenario plays every role, and needs no program", async () => {
  const { names, runtime } = await cast("scripted:scenario.yaml");
  expect(names).toHaveLength(3);
  expect(runtime).toMatchObject({
    name: "scripted",
    options: { scenario: expect.stringMatching(/^\/.*scenario\.yaml$/) },
  });
});

test.for([
  ["scripted", "NO_SCENARIO"],
  ["scripted:nowhere.yaml", "NO_SCENARIO"],
  ["nope", "UNKNOWN_RUNTIME"],
  ["claude:file.yaml", "UNKNOWN_RUNTIME"],
  ["constructor", "UNKNOWN_RUNTIME"],
] as const)("--runtime %s is refused as %s", async ([flag, code]) => {
  await expect(cast(flag)).rejects.toMatchObject({ code });
});

test("the roles of a workflow are those of its steps and its reviews, each once", () => {
  const { workflow: feature } = definitionOf();
  const names = rolesIn(feature, team).map(({ name }) => name);
  expect(names).toContain("product-manager");
  expect(new Set(names).size).toBe(names.length);
});
