import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writePrograms } from "../programs.fixture.ts";
import { findClaude } from "./found.ts";

async function program(printing: string) {
  const root = await mkdtemp(path.join(tmpdir(), "claude-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const folder = await writePrograms(root, { claude: printing });
  return { folder, variables: { PATH: folder, PHASEGATE_USER_HOME: root } };
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
