import path from "node:path";
import { expect, test } from "vitest";
import { makeRepository, smallProject } from "../../test/support/project.ts";
import { tempFolder } from "../workspace/workspace.fixture.ts";
import { environmentAt } from "./commands.fixture.ts";
import type { PolicyFacts } from "./policy-facts.ts";
import { writePrograms } from "../runtimes/programs.fixture.ts";
import { type PolicyOptions, showPolicy } from "./show-policy.ts";

async function shown(role: string | undefined, options: PolicyOptions = {}): Promise<string> {
  const root = await tempFolder();
  const repository = await makeRepository(path.join(root, "project"), smallProject);
  const bin = await writePrograms(root, { claude: "2.1.330 (Claude Code)" });
  const environment = environmentAt({
    home: path.join(root, "home"),
    cwd: repository,
    userHome: path.join(root, "user"),
    variables: { PATH: `${bin}:${process.env["PATH"]}`, ANTHROPIC_API_KEY: "k" },
  });
  expect(await showPolicy(role, options, environment)).toBe(0);
  return environment.printed();
}

const facts = async (role: string, options: PolicyOptions = {}): Promise<PolicyFacts> =>
  JSON.parse(await shown(role, { ...options, json: true })) as PolicyFacts;

test("a developer may change its part, but neither what is protected nor tests of others", async () => {
  const text = await shown("backend-developer");
  expect(text).toMatch(/may write +backend\/\*\*/);
  expect(text).toMatch(/never +.*\.github\/\*\*/);
  expect(text).toMatch(/tests +may add tests/);
  expect(text).toMatch(/may run +commands/);
  expect(text).toMatch(/network +api\.anthropic\.com/);
  expect(text).toMatch(/played by +claude, model sonnet/);
  for (const holder of ["claude", "codex", "acp", "sandbox", "engine"])
    expect(text).toMatch(new RegExp(`^    ${holder} `, "m"));
});

test("the same as data says what each holder is told, by path", async () => {
  const { role, tier, cast, duties } = await facts("backend-developer");
  expect({ role, tier }).toEqual({ role: "backend-developer", tier: "coding" });
  expect(cast?.runtime).toMatchObject({ name: "claude", model: "sonnet" });
  expect(duties).toMatchObject([
    {
      phase: "implementation",
      policy: { write: ["backend/**"], shell: true },
      codex: { ".": "read", backend: "write" },
      sandbox: { writable: expect.arrayContaining(["backend"]) },
    },
  ]);
});

test("a reviewer changes nothing and runs nothing", async () => {
  const { duties } = await facts("code-reviewer");
  expect(duties).toMatchObject([
    { policy: { write: [], shell: false }, codex: { ".": "read" }, sandbox: { writable: [] } },
  ]);
  expect(await shown("code-reviewer")).toMatch(/may write +nothing/);
});

test("ground that is known only when a turn begins is said in words", async () => {
  expect(await shown("code-optimizer")).toContain("the files that this feature changed");
  expect(await shown("quality-checker")).toContain("the files that a failing check names");
});

test("a workflow's phases are shown, and only of a role that it gives a turn", async () => {
  const { duties } = await facts("builder", { workflow: "trio" });
  expect(duties.map(({ phase }) => phase)).toEqual(["implementation"]);
  await expect(shown("architect", { workflow: "trio" })).rejects.toMatchObject({
    code: "UNKNOWN_ROLE",
    hint: "its roles: planner, builder, code-reviewer, project-manager",
  });
});

test("an unknown role is answered with those that there are", async () => {
  await expect(shown("nobody")).rejects.toMatchObject({ hint: expect.stringContaining("backend-developer") });
  await expect(shown(undefined)).rejects.toThrow("say of which role");
});

test("outside a repository there is nothing to be held against", async () => {
  const environment = environmentAt({ home: await tempFolder() });
  await expect(showPolicy("architect", {}, environment)).rejects.toMatchObject({ code: "NOT_A_REPOSITORY" });
});

test("without a usable runtime the policy is shown all the same", async () => {
  const root = await tempFolder();
  const repository = await makeRepository(path.join(root, "project"), smallProject);
  const git = process.env["PATH"] ?? "";
  const hidden = await writePrograms(root, { claude: "0.1.0", codex: "0.1.0", gemini: "0.1.0" });
  const environment = environmentAt({
    home: path.join(root, "home"),
    cwd: repository,
    userHome: path.join(root, "user"),
    variables: { PATH: `${hidden}:${git}` },
  });
  expect(await showPolicy("architect", {}, environment)).toBe(0);
  expect(environment.printed()).toContain("no runtime can be used");
});
