import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseSettings } from "../core/settings.ts";
import { environmentAt } from "./commands.fixture.ts";
import { runtimeFindings, sandboxFinding } from "./doctor-runtimes.ts";
import { writePrograms } from "../runtimes/programs.fixture.ts";

async function findings(programs: Record<string, string>, settings = "") {
  const root = await mkdtemp(path.join(tmpdir(), "phasegate-doctor-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const variables = {
    PATH: await writePrograms(root, programs),
    ANTHROPIC_API_KEY: "k",
    OPENAI_API_KEY: "k",
  };
  const environment = environmentAt({ home: root, userHome: path.join(root, "user"), variables });
  return runtimeFindings(parseSettings({ file: "settings.yaml", text: settings }), environment);
}

const claude = { claude: "2.1.330 (Claude Code)" };

test("each runtime is found or not, and what is missing says how to get it", async () => {
  const [first, second] = await findings(claude);
  expect(first).toMatchObject({ name: "runtime claude", state: "ok", remedy: "" });
  expect(first?.found).toMatch(/^claude 2\.1\.330 at .*\/claude, logged in$/);
  expect(second).toMatchObject({ name: "runtime codex", state: "note" });
  expect(second?.remedy).toContain("npm install");
});

test("that no runtime can be used is no obstacle, and said in capitals", async () => {
  expect((await findings({})).at(-1)).toMatchObject({
    state: "note",
    loud: true,
    found: expect.stringContaining("NO RUNTIME CAN BE USED"),
  });
});

test("settings that no run could follow are bad", async () => {
  expect((await findings(claude, "runtime: codex")).at(-1)).toMatchObject({ name: "casting", state: "bad" });
  expect(await findings(claude, "runtimes: { mine: {} }")).toMatchObject([
    { name: "runtimes", state: "bad" },
  ]);
});

test("a budget in money over a model without a price is noted", async () => {
  const own = "runtimes: { claude: { models: { coding: nobody-knows-9 } } }\n";
  expect((await findings(claude, `${own}budget: { usd: 3 }`)).at(-1)).toMatchObject({
    name: "prices",
    state: "note",
    found: expect.stringContaining("nobody-knows-9"),
  });
  expect((await findings(claude, `${own}budget: { tokens: 3 }`)).at(-1)?.name).not.toBe("prices");
});

describe("the sandbox", () => {
  test("that holds is well", () => {
    expect(sandboxFinding({ kind: "bubblewrap", problem: "" })).toEqual({
      name: "sandbox",
      state: "ok",
      found: "bubblewrap",
      remedy: "",
    });
  });

  test("that is missing, or has a gap, is said in capitals with what mends it", () => {
    const missing = { kind: "none", problem: "bwrap is not installed; apt install bubblewrap" } as const;
    expect(sandboxFinding(missing)).toMatchObject({
      state: "note",
      loud: true,
      found: expect.stringMatching(/^NONE: .*own rights: bwrap is not installed$/),
      remedy: "apt install bubblewrap",
    });
    expect(sandboxFinding({ kind: "bubblewrap", problem: "too many files" })).toMatchObject({
      loud: true,
      found: "bubblewrap, with a gap: too many files",
      remedy: "run only projects and agents that you trust",
    });
  });
});
