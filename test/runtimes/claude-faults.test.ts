import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { endOf, eventsOf, makeStage } from "../../src/runtimes/runtime.testsuite.ts";
import { probeSandbox } from "../../src/workspace/sandbox/confinement.ts";
import { testFaults } from "./faults.testsuite.ts";
import { testKills } from "./kills.testsuite.ts";
import { promptFor, real } from "./support/real.ts";

process.env["CLAUDE_CODE_MAX_RETRIES"] = "1";

const { kind: sandbox } = await probeSandbox();

const claude = real("claude");
const { choice, modelFor, play } = claude;
const [program = ""] = choice.command ?? [];

testFaults(claude, {
  forPerson: [
    { error: { status: 401, message: "invalid x-api-key" }, reason: "authentication_failed" },
    { error: { status: 401 }, reason: "run `claude` and then /login" },
    { error: { status: 403, message: "forbidden" }, reason: "authentication_failed" },
    { error: { status: 402, message: "billing" }, reason: "402" },
    {
      error: { status: 400, message: "Your credit balance is too low to access the Anthropic API." },
      reason: "redit balance",
    },
    { error: { status: 404, message: "model: claude-none" }, reason: "model", requests: 2 },
  ],
  busy: [{ error: { status: 429, message: "Busy for an hour.", headers: { "retry-after": "3600" } } }],
  patience: {
    "429": { times: 1 },
    "500": { times: 1 },
    "529": { times: 1 },
    cut: { times: 1, forgets: true },
    garbage: { times: 1, silent: true },
  },
});

testKills(claude, {
  first: "usage",
  isWritten: (folder, session) => {
    const projects = path.join(folder, "sessions/claude/projects");
    const names = existsSync(projects) ? readdirSync(projects) : [];
    return names.some((name) => existsSync(path.join(projects, name, `${session}.jsonl`)));
  },
});

test("F15: 429 with retry-after is waited for as long as told, and the turn goes on", async () => {
  const error = { status: 429, headers: { "retry-after": "1" }, times: 1 };
  const { events } = await play([{ say: "Fine.", error }]);
  const waits = events.flatMap((event) => (event.type === "retry" ? [event.waitMs] : []));
  expect(waits).toHaveLength(1);
  expect(waits[0]).toBeGreaterThanOrEqual(1000);
  expect(endOf(events)).toEqual([{ kind: "completed", text: "Fine." }]);
});

describe("a program that is not what it should be", () => {
  const scripted = (text: string): string[] => ["/bin/bash", "-c", text, program];

  test.runIf(sandbox === "none")("may print what is no message", async () => {
    const command = scripted('(sleep 0.5; echo; echo "no message") & exec "$0" "$@"');
    const stage = await makeStage();
    await modelFor({ it: [{ say: "Fine." }] }, stage.folder);
    const events = await eventsOf(
      claude.runtime,
      stage.assignment({ ...choice, command }, { prompt: promptFor("it") }),
    );
    expect(endOf(events)).toEqual([{ kind: "completed", text: "Fine." }]);
  });

  test.each([
    [["/nowhere/claude"], "there is no program /nowhere/claude"],
    [scripted("exit 3"), "is not Claude Code"],
    [scripted('case "$*" in *--version*) echo 2.1.100;; *) exit 1;; esac'), "2.1.100 is not supported"],
  ])("is for a person to mend: %j", async (command, reason) => {
    const stage = await makeStage();
    await modelFor({}, stage.folder);
    const events = await eventsOf(claude.runtime, stage.assignment({ ...choice, command }));
    expect(endOf(events)).toMatchObject([
      { fault: "account", reason: expect.stringContaining(reason) as unknown },
    ]);
    expect(JSON.stringify(events)).toContain("npm install -g @anthropic-ai/claude-code");
  });
});
