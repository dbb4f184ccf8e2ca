import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Candidate } from "../core/casting.ts";
import { parseSettings } from "../core/settings.ts";
import { candidates } from "./candidates.ts";
import { writePrograms } from "./programs.fixture.ts";

async function found(
  programs: Record<string, string>,
  { settings = "", variables = {} }: { settings?: string; variables?: Record<string, string> } = {},
): Promise<Candidate[]> {
  const root = await mkdtemp(path.join(tmpdir(), "phasegate-candidates-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const bin = await writePrograms(root, programs);
  const text = settings.replaceAll("BIN", bin);
  return candidates(parseSettings({ file: "settings.yaml", text }), {
    variables: { ...variables, PATH: bin },
    userHome: path.join(root, "user"),
  });
}

const all = {
  claude: "2.1.330 (Claude Code)",
  codex: "codex-cli 0.169.0",
  gemini: "0.61.0",
};
const keys = { ANTHROPIC_API_KEY: "k", OPENAI_API_KEY: "k", GEMINI_API_KEY: "k" };
const facts = (list: Candidate[]) =>
  list.map(({ name, found: { version, problem, login } }) => [name, version, problem === "", login]);

test("programs on PATH are found with version and login, in order of preference", async () => {
  expect(facts(await found(all, { variables: keys }))).toEqual([
    ["claude", "2.1.330", true, "yes"],
    ["codex", "0.169.0", true, "yes"],
    ["gemini", "0.61.0", true, "yes"],
  ]);
});

test("a program that is there and not logged in says how to log in", async () => {
  const [, codex] = await found(all);
  expect(codex?.found).toMatchObject({
    problem: "",
    login: "no",
    remedy: expect.stringContaining("codex login"),
  });
});

test("what is missing, too old or something else says so, and how to get it", async () => {
  const list = await found({ claude: "1.0.0 (Claude Code)", gemini: "no number" }, { variables: keys });
  expect(list.map(({ found: one }) => one.problem)).toEqual([
    expect.stringContaining("Claude Code 1.0.0 is not supported"),
    expect.stringContaining("no program codex"),
    expect.stringContaining("does not say its version"),
  ]);
  for (const { found: one } of list) expect(one.remedy).toContain("npm install -g");
});

test("the settings name the program of a known runtime, and another agent that speaks ACP", async () => {
  const list = await found(
    { ...all, other: "2.1.400", "my-agent": "whatever" },
    {
      variables: keys,
      settings:
        "runtimes:\n  claude: { command: [BIN/other] }\n  mine: { command: [my-agent, --acp], protocol: acp }\n",
    },
  );
  expect(list[0]?.found).toMatchObject({
    version: "2.1.400",
    command: [expect.stringMatching(/\/bin\/other$/)],
  });
  expect(list[3]).toMatchObject({
    name: "mine",
    options: { agent: "mine" },
    found: { runtime: "acp", problem: "", login: "unknown" },
    defaults: { models: { coding: { model: undefined } } },
  });
  expect(list[3]?.found.command.at(-1)).toBe("--acp");
});

test("a runtime of the settings that nobody could speak to is refused, with what is known", async () => {
  await expect(found({}, { settings: "runtimes: { mine: { command: [mine] } }" })).rejects.toMatchObject({
    code: "UNKNOWN_RUNTIME",
    hint: expect.stringContaining("claude, codex, gemini"),
  });
});

test("only agents that speak ACP carry their own name; each has a vendor", async () => {
  const list = await found({});
  expect(
    list.map(({ name, vendor, options, found: { runtime } }) => [name, vendor, runtime, options["agent"]]),
  ).toEqual([
    ["claude", "anthropic", "claude", undefined],
    ["codex", "openai", "codex", undefined],
    ["gemini", "google", "acp", "gemini"],
  ]);
});
