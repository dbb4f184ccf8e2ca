import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { AgentEvent } from "../../src/core/agent.ts";
import { claudeRuntime } from "../../src/runtimes/claude/claude-runtime.ts";
import type { Session } from "../../src/runtimes/runtime.ts";
import { denialsOf, endOf, eventsOf, makeStage, withShell } from "../../src/runtimes/runtime.testsuite.ts";
import { carriers, sweep } from "../../src/workspace/process.ts";
import { probeSandbox } from "../../src/workspace/sandbox/confinement.ts";
import { ledgerOf, type ModelServer, type Step } from "../model-server/model-server.ts";
import { choice, claudeCommand, modelFor, play, promptFor, spent, told } from "./arrange-claude.ts";

process.env["CLAUDE_CODE_MAX_RETRIES"] = "1";

const { kind: sandbox } = await probeSandbox();

describe("what the service says is told as who can mend it", () => {
  test.each([
    [401, "invalid x-api-key", "authentication_failed"],
    [403, "forbidden", "authentication_failed"],
    [402, "billing", "402"],
    [400, "Your credit balance is too low to access the Anthropic API.", "redit balance"],
    [404, "model: claude-none", "model"],
  ])("%i is for a person, at once", async (status, message, reason) => {
    const { events, server } = await play([{ error: { status, message } }]);
    expect(endOf(events)).toEqual([
      { kind: "failed", fault: "account", reason: expect.stringContaining(reason) as unknown },
    ]);
    expect(server.requests().filter(({ body }) => body["stream"] === true)).toHaveLength(1);
    expect(denialsOf(events)).toEqual([]);
  });

  test("a login error says how to log in", async () => {
    const { events } = await play([{ error: { status: 401 } }]);
    expect(endOf(events)).toMatchObject([
      { reason: expect.stringContaining("run `claude` and then /login") as unknown },
    ]);
  });

  test("429 with retry-after is waited for as long as told, and the turn goes on", async () => {
    const error = { status: 429, headers: { "retry-after": "1" }, times: 1 };
    const { events } = await play([{ say: "Fine.", error }]);
    const waits = events.flatMap((event) => (event.type === "retry" ? [event.waitMs] : []));
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThanOrEqual(1000);
    expect(endOf(events)).toEqual([{ kind: "completed", text: "Fine." }]);
  });

  test.each<[string, Step]>([
    ["429 without an end", { error: { status: 429 } }],
    ["429 for an hour", { error: { status: 429, headers: { "retry-after": "3600" } } }],
    ["529 without an end", { error: { status: 529 } }],
    ["500 without an end", { error: { status: 500 } }],
    ["a stream that is always cut", { say: "A long answer that is cut.", cut: true }],
    ["garbage", { garbage: true }],
  ])("%s is the service's failure", async (_, step) => {
    const { events } = await play([step]);
    expect(endOf(events)).toMatchObject([{ kind: "failed", fault: "service" }]);
  });

  test.each<[string, Step]>([
    ["a stream that is cut once", { say: "Here it is.", cut: { times: 1 } }],
    ["garbage once", { say: "Here it is.", garbage: { times: 1 } }],
    ["529 once", { say: "Here it is.", error: { status: 529, times: 1 } }],
  ])("after %s the turn goes on", async (_, step) => {
    const { events } = await play([step]);
    expect(endOf(events)).toEqual([{ kind: "completed", text: "Here it is." }]);
  });

  test("a request that the service calls wrong is the agent's failure", async () => {
    const { events } = await play([{ error: { status: 400, message: "prompt is too long" } }]);
    expect(endOf(events)).toMatchObject([{ kind: "failed", fault: "agent" }]);
  });

  test("an answer of ten megabytes is kept whole", async () => {
    const { events, server } = await play([{ bytes: 10_000_000 }]);
    expect(endOf(events)).toMatchObject([{ kind: "completed" }]);
    const [end] = endOf(events);
    expect(end?.kind === "completed" && end.text.length).toBe(10_000_000);
    expect(spent(events)).toEqual(told(server));
  });

  test("a turn without a final answer is asked for it, and then failed", async () => {
    const { events, server } = await play(Array.from({ length: 8 }, () => ({ say: " " })));
    expect(endOf(events)).toMatchObject([{ kind: "failed", fault: "agent" }]);
    expect(spent(events)).toEqual(told(server));
  });
});

describe("a process that is killed", () => {
  const begin = async (steps: readonly Step[]) => {
    const stage = await makeStage();
    const server = await modelFor({ it: steps, on: [{ say: "Here again." }] }, stage.folder);
    const assignment = stage.assignment(choice, { prompt: promptFor("it"), policy: withShell });
    process.env["KILL_TEST"] = stage.folder;
    onTestFinished(() => {
      delete process.env["KILL_TEST"];
    });
    return { ...stage, server, assignment };
  };
  const living = async (folder: string) =>
    (await carriers(`KILL_TEST=${folder}`)).filter((pid) => pid !== process.pid);

  test.each<[string, Step[], (now: { tree: string; events: AgentEvent[]; server: ModelServer }) => boolean]>([
    ["while it waits for the model", [{ hang: true }], ({ server }) => server.requests().length > 0],
    [
      "mid-stream",
      [{ say: "A long answer.", hang: { midway: true } }],
      ({ events }) => events.some(({ type }) => type === "usage"),
    ],
    [
      "inside a command",
      [{ ops: [{ shell: { command: "touch src/begun; sleep 1000" } }] }],
      ({ tree }) => existsSync(path.join(tree, "src/begun")),
    ],
  ])("%s leaves nothing behind, is resumed, and is counted once", async (_, steps, isTime) => {
    const { assignment, server, folder, tree } = await begin(steps);
    const session = await claudeRuntime.start(assignment);
    const events: AgentEvent[] = [];
    const hearing = hear(session, assignment.prompt, events);
    // What was said is written down a moment after it was said.
    while (!isTime({ tree, events, server }) || !isWritten(folder, session.id))
      await new Promise(setImmediate);
    await sweep(`KILL_TEST=${folder}`);
    await hearing;
    expect(endOf(events)).toMatchObject([{ kind: "failed", fault: "killed" }]);
    await session.close();
    expect(await living(folder)).toEqual([]);
    const resumed = await claudeRuntime.resume(assignment, session.id);
    onTestFinished(() => resumed.close());
    await hear(resumed, promptFor("on"), events);
    expect(endOf(events).at(-1)).toEqual({ kind: "completed", text: "Here again." });
    expect(spent(events)).toMatchObject(ledgerOf(server));
    await resumed.close();
    expect(await living(folder)).toEqual([]);
  });
});

const isWritten = (folder: string, id: string): boolean => {
  const projects = path.join(folder, "sessions/claude/projects");
  const names = existsSync(projects) ? readdirSync(projects) : [];
  return names.some((name) => existsSync(path.join(projects, name, `${id}.jsonl`)));
};

async function hear(session: Session, text: string, events: AgentEvent[]): Promise<void> {
  for await (const event of session.send(text)) events.push(event);
}

describe("a program that is not what it should be", () => {
  const scripted = (text: string): string[] => ["/bin/bash", "-c", text, ...claudeCommand];

  test.runIf(sandbox === "none")("may print what is no message", async () => {
    const command = scripted('(sleep 0.5; echo; echo "no message") & exec "$0" "$@"');
    const stage = await makeStage();
    await modelFor({ it: [{ say: "Fine." }] }, stage.folder);
    const events = await eventsOf(
      claudeRuntime,
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
    const events = await eventsOf(claudeRuntime, stage.assignment({ ...choice, command }));
    expect(endOf(events)).toMatchObject([
      { fault: "account", reason: expect.stringContaining(reason) as unknown },
    ]);
    expect(JSON.stringify(events)).toContain("npm install -g @anthropic-ai/claude-code");
  });
});
