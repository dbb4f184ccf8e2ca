import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeFiles } from "../../../test/support/project.ts";
import { environmentOf, modelPorts } from "./environment.ts";
import { findClaude } from "./found.ts";

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "claude-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("the program sees what it is given, its own places, and nothing of ours", () => {
  const seen = environmentOf(
    { PATH: "/bin", ANTHROPIC_API_KEY: "k", HOME: "/home/me", PHASEGATE_DOOR: "secret", EMPTY: undefined },
    "/sessions",
  );
  expect(seen).toMatchObject({
    PATH: "/bin",
    ANTHROPIC_API_KEY: "k",
    HOME: "/sessions/home",
    CLAUDE_CONFIG_DIR: "/sessions/claude",
    DISABLE_TELEMETRY: "1",
  });
  expect(Object.keys(seen).filter((name) => name.startsWith("PHASEGATE") || name === "EMPTY")).toEqual([]);
});

test("ports of this machine are those of the model's address", () => {
  const given = { ANTHROPIC_BASE_URL: "http://127.0.0.1:4000/x", HTTP_PROXY: "http://127.0.0.1:1" };
  expect(modelPorts(given)).toEqual([4000]);
});

async function program(printing: string) {
  const folder = await makeFolder();
  await writeFiles(folder, { claude: `#!/bin/sh\necho '${printing}'\n` });
  await chmod(path.join(folder, "claude"), 0o755);
  return { folder, variables: { PATH: folder, PHASEGATE_USER_HOME: folder } };
}

test("a program of the right version and with a key is fine", async () => {
  const { folder, variables } = await program("2.1.330 (Claude Code)");
  expect(await findClaude(undefined, { ...variables, ANTHROPIC_API_KEY: "k" })).toEqual({
    runtime: "claude",
    command: [path.join(folder, "claude")],
    version: "2.1.330",
    problem: "",
    login: "yes",
    remedy: "",
  });
});

test.each([
  [
    "2.1.100 (Claude Code)",
    "Claude Code 2.1.100 is not supported",
    "npm install -g @anthropic-ai/claude-code@latest",
  ],
  ["3.0.0 (Claude Code)", "Claude Code 3.0.0 is not supported", "npm install -g @anthropic-ai/claude-code@2"],
  ["hello", "does not say its version", "npm install -g @anthropic-ai/claude-code@latest"],
])("a program that says %s cannot be used, and it is told what to do", async (says, problem, remedy) => {
  const { variables } = await program(says);
  expect(await findClaude(undefined, variables)).toMatchObject({
    problem: expect.stringContaining(problem) as unknown,
    remedy,
  });
});

test("no program at all is told with how to install it", async () => {
  expect(await findClaude(undefined, { PATH: "/nowhere", PHASEGATE_USER_HOME: "/nowhere" })).toMatchObject({
    command: ["claude"],
    version: null,
    problem: "Claude Code is not installed: there is no program claude",
    remedy: "npm install -g @anthropic-ai/claude-code@latest",
  });
});
