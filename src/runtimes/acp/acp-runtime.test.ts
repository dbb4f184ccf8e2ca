import path from "node:path";
import { describe, expect, test } from "vitest";
import type { AgentEvent } from "../../core/agent.ts";
import {
  type Arrange,
  denialsOf,
  endOf,
  eventsOf,
  makeStage,
  testConversations,
  testRuntime,
  type Wish,
} from "../runtime.testsuite.ts";
import { logOf, makeAgent, type Ways } from "./acp-agent.fixture.ts";
import { acpRuntime } from "./acp-runtime.ts";

const linesOf = (wish: Wish): string[] => {
  switch (wish.do) {
    case "say":
      return [`say ${JSON.stringify(wish.text)}`];
    case "write":
      return [`write ${JSON.stringify([wish.path, wish.text])}`, `say ${JSON.stringify(wish.say)}`];
    case "shell":
      return [`shell ${wish.command.join(" ")}`, `say ${JSON.stringify(wish.say)}`];
    case "hang":
      return ["hang"];
  }
};

const arrangeWith =
  (ways: Ways): Arrange =>
  async (wishes, folder) => ({
    runtime: await makeAgent(folder, ways),
    prompts: wishes.map((wish) => linesOf(wish).join("\n")),
    model: {
      seen: () => logOf(path.join(folder, "sessions")).seen.at(-1) ?? "",
      used: () => logOf(path.join(folder, "sessions")).usage,
    },
  });

testConversations(acpRuntime, arrangeWith({ modes: ["auto", "ask"] }));
testRuntime(acpRuntime, arrangeWith({}));

async function play(prompt: string[], ways: Ways = {}, model?: string) {
  const stage = await makeStage();
  const runtime = { ...(await makeAgent(stage.folder, ways)), model };
  const events = await eventsOf(acpRuntime, stage.assignment(runtime, { prompt: prompt.join("\n") }));
  return {
    ...stage,
    events,
    end: endOf(events)[0],
    seen: () => logOf(path.join(stage.folder, "sessions")).seen,
  };
}

const textsOf = (events: readonly AgentEvent[]) =>
  events.flatMap((event) => (event.type === "text" ? [event.text] : []));

describe("an agent that is known only by its protocol", () => {
  test("the role's prompt goes before the first prompt", async () => {
    const { seen } = await play(['say "Fine."']);
    expect(seen().at(-1)).toContain(String.raw`You are careful.\n\nsay`);
  });

  test("one that ends its turn on a rejection is told why and goes on", async () => {
    const { events, seen, end } = await play(['write ["README.md","x"]', 'say "Done without."'], {
      stopsOnReject: true,
    });
    expect(denialsOf(events)).toEqual(["developer may not change README.md: it may only change src/**"]);
    expect(textsOf(events)).toEqual(["Done without."]);
    expect(seen()[1]).toContain("The engine refused:");
    expect(seen()[1]).toContain("developer may not change README.md");
    expect(end).toEqual({ kind: "completed", text: "Done without." });
  });

  test("what no role is given is denied", async () => {
    const { events } = await play(["fetch", 'say "Done."']);
    expect(denialsOf(events)).toEqual(["developer may not use fetch"]);
  });

  test("garbage and messages of a later protocol are passed over", async () => {
    const { end } = await play(["garbage", 'say "Done."']);
    expect(end).toEqual({ kind: "completed", text: "Done." });
  });

  test("a program that falls over is the agent's failure, with its last words", async () => {
    const { end } = await play(["crash"]);
    expect(end).toMatchObject({
      kind: "failed",
      fault: "agent",
      reason: expect.stringContaining("exit code 3: out of cheese") as unknown,
    });
  });

  test.each([
    ['fail {"code":401,"message":"bad key"}', "account"],
    ['fail {"code":-32000,"message":"Authentication required"}', "account"],
    ['fail {"code":503,"message":"overloaded"}', "service"],
    ['fail {"code":-32603,"message":"what now"}', "agent"],
  ])("%s is a failure of kind %s", async (line, fault) => {
    const { end } = await play([line]);
    expect(end).toMatchObject({ kind: "failed", fault });
  });

  test("one that wants a login is given its key, and otherwise says how to log in", async () => {
    expect((await play(['say "In."'], { needsLogin: true })).end).toEqual({ kind: "completed", text: "In." });
  });

  test("it works in the mode in which it asks, and with the model that is named", async () => {
    const { end } = await play(["mode"], { modes: ["auto", "ask"], models: ["small-1"] }, "small-1");
    expect(end).toEqual({ kind: "completed", text: "ask small-1" });
  });

  test("one that only acts without asking, or does not know the model, is for a person to mend", async () => {
    expect((await play([], { modes: ["yolo"] })).end).toMatchObject({
      fault: "account",
      reason: expect.stringContaining("no mode in which it asks") as unknown,
    });
    expect((await play([], {}, "large-9")).end).toMatchObject({
      fault: "account",
      reason: expect.stringContaining("does not take the model large-9") as unknown,
    });
  });

  test("one that has no way back to a session has lost it", async () => {
    const stage = await makeStage();
    const runtime = await makeAgent(stage.folder, { loads: false });
    const session = { kind: "resume", id: "session-1" } as const;
    const events = await eventsOf(acpRuntime, stage.assignment(runtime, { session }));
    expect(endOf(events)).toMatchObject([{ kind: "failed", fault: "session" }]);
  });

  test("a program that is not there is for a person to mend", async () => {
    const stage = await makeStage();
    const runtime = { name: "acp", options: {}, command: ["/nowhere/agent"] };
    expect(endOf(await eventsOf(acpRuntime, stage.assignment(runtime)))).toMatchObject([
      { kind: "failed", fault: "account", reason: expect.stringContaining("is not there") as unknown },
    ]);
  });
});
