import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { RuntimeChoice } from "../src/core/agent.ts";
import { acpRuntime } from "../src/runtimes/acp/acp-runtime.ts";
import { claudeRuntime } from "../src/runtimes/claude/claude-runtime.ts";
import { codexRuntime } from "../src/runtimes/codex/codex-runtime.ts";
import type { Runtime } from "../src/runtimes/runtime.ts";
import { endOf, makeStage } from "../src/runtimes/runtime.testsuite.ts";
import { type Conversation, conversationsOf, hold, sessionsOf } from "./recordings/conversations.ts";
import { fileOf, folder, readRecording } from "./recordings/fixture.ts";
import { tidyEvents } from "./recordings/tidy.ts";

/** The place in which it was recorded, without what holds it: no program of an agent runs here, and any system will do. */
vi.mock("../src/workspace/sandbox/confinement.ts", async (original) => {
  const { plainPlace } = await import("../src/workspace/sandbox/plain.ts");
  const inside = { tree: "/phasegate/tree", sessions: "/phasegate/sessions" };
  const confine = (rules: Parameters<typeof plainPlace>[0]) => ({
    ...plainPlace(rules, ""),
    ...inside,
    sandbox: { kind: "bubblewrap", problem: "" },
    outside: (file: string) =>
      path.posix
        .resolve(inside.tree, file)
        .replace(/^\/phasegate\/(tree|sessions)/, (_, name: "tree" | "sessions") => rules[name]),
  });
  return { ...(await original<object>()), confine };
});

Object.assign(process.env, {
  PHASEGATE_USER_HOME: "/nonexistent",
  ANTHROPIC_API_KEY: "dummy",
  OPENAI_API_KEY: "dummy",
  OPENAI_BASE_URL: "http://127.0.0.1:1/v1",
  GEMINI_API_KEY: "dummy",
});

const player = path.join(folder, "play.js");

const choices: readonly (readonly [string, Runtime, RuntimeChoice])[] = [
  ["claude", claudeRuntime, { name: "claude", options: {}, model: "sonnet" }],
  ["codex", codexRuntime, { name: "codex", options: {}, model: "gpt-5.5" }],
  [
    "acp",
    acpRuntime,
    { name: "acp", options: { agent: "gemini" }, model: "gemini-2.5-pro", variables: ["GEMINI_API_KEY"] },
  ],
];

interface Replay {
  runtime: Runtime;
  choice: RuntimeChoice;
  conversation: Conversation;
}

/** The events of a conversation with the player, and how it went by the player's own word, for each sitting. */
async function replay({ runtime, choice, conversation }: Replay) {
  const file = fileOf(runtime, conversation);
  const stage = await makeStage();
  const sessions = conversation.sittings.map((sitting) => sessionsOf(stage, sitting));
  const choiceFor = (index: number): RuntimeChoice => ({
    ...choice,
    command: [process.execPath, player, file, String(index), sessions[index] ?? "", "--"],
  });
  const events = await hold(conversation, { runtime, stage, choiceFor });
  const verdicts = await Promise.all(
    sessions.map((each, index) => readFile(path.join(each, `played-${index}`), "utf8")),
  );
  return { events, verdicts, recording: await readRecording(file) };
}

describe.each(choices)("what was recorded of %s is told the same again", (_, runtime, choice) => {
  const conversations = conversationsOf(runtime);

  test.each(conversations.map((each) => [each.name, each] as const))(
    "an agent that %s",
    async (__, conversation) => {
      const { events, verdicts, recording } = await replay({ runtime, choice, conversation });
      expect(verdicts).toEqual(conversation.sittings.map(() => "content"));
      expect(tidyEvents(events)).toEqual(recording.events);
      expect(recording.of, "the table is what was recorded").toEqual(conversation);
    },
  );

  const denied = conversations.filter(({ name }) => name === "may not write");

  test.each(denied)("another answer to what the agent asks is noticed", async (conversation) => {
    const policy = { ...conversation.policy, write: ["**"] };
    const { verdicts } = await replay({ runtime, choice, conversation: { ...conversation, policy } });
    expect(verdicts).toEqual([expect.stringMatching(/was (not )?recorded/)]);
  });

  test.each(denied)("another option at the start is noticed", async (conversation) => {
    const { events, verdicts } = await replay({
      runtime,
      choice: { ...choice, model: "another" },
      conversation,
    });
    expect(verdicts).toEqual([expect.stringContaining("another")]);
    expect(endOf(events)).toMatchObject([{ kind: "failed" }]);
  });
});
