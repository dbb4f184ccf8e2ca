import { existsSync } from "node:fs";
import { mkdir, readFile, symlink } from "node:fs/promises";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { AgentEvent, Assignment } from "../../src/core/agent.ts";
import { Spending } from "../../src/core/spending.ts";
import { acpRuntime } from "../../src/runtimes/acp/acp-runtime.ts";
import { findAcp } from "../../src/runtimes/acp/found.ts";
import type { Session } from "../../src/runtimes/runtime.ts";
import {
  denialsOf,
  endOf,
  eventsOf,
  makeStage,
  testConversations,
  testRuntime,
  withShell,
} from "../../src/runtimes/runtime.testsuite.ts";
import { carriers } from "../../src/workspace/process.ts";
import { probeSandbox } from "../../src/workspace/sandbox/confinement.ts";
import {
  ledgerOf,
  type ModelServer,
  type Op,
  type Step,
  toolResultsSeen,
} from "../model-server/model-server.ts";
import { type Files, writeFiles } from "../support/project.ts";
import { arrangeGemini, choice, modelFor, promptFor, seenBy } from "./arrange-acp.ts";

const { kind: sandbox } = await probeSandbox();

testRuntime(acpRuntime, arrangeGemini);
testConversations(acpRuntime, arrangeGemini);

interface Played {
  changes?: Partial<Assignment>;
  files?: Files;
  before?: (stage: { folder: string; tree: string }) => Promise<void>;
}

/** One turn with a model that takes these steps. */
async function play(steps: readonly Step[], { changes = {}, files = {}, before }: Played = {}) {
  const stage = await makeStage({ "src/a.js": "a\n", "README.md": "# A\n", ...files });
  const server = await modelFor({ it: steps }, stage.folder);
  await before?.(stage);
  const assignment = stage.assignment(choice, { prompt: promptFor("it"), ...changes });
  const events = await eventsOf(acpRuntime, assignment);
  const text = (file: string) => readFile(path.join(stage.tree, file), "utf8");
  return { ...stage, assignment, server, events, text };
}

const spent = (events: readonly AgentEvent[]) => {
  const spending = new Spending();
  for (const event of events) spending.see(event);
  return spending.total;
};

const told = (server: ModelServer) => ({ ...ledgerOf(server), costUsd: expect.any(Number) as unknown });

describe("what the service says is told as who can mend it", () => {
  test.each([
    [401, "invalid key", "GEMINI_API_KEY"],
    [403, "forbidden", "GEMINI_API_KEY"],
    [402, "billing", "402"],
    [400, "API key not valid. Please pass a valid API key.", "GEMINI_API_KEY"],
    [404, "models/gemini-none is not found", "gemini-none"],
  ])("%i is for a person, at once", async (status, message, reason) => {
    const { events, server } = await play([{ error: { status, message } }]);
    expect(endOf(events)).toEqual([
      { kind: "failed", fault: "account", reason: expect.stringContaining(reason) as unknown },
    ]);
    expect(server.requests()).toHaveLength(1);
  });

  test.each<[string, Step]>([
    ["429 without an end", { error: { status: 429 } }],
    ["529 without an end", { error: { status: 529 } }],
    ["500 without an end", { error: { status: 500 } }],
    ["a stream that is always cut", { say: "A long answer that is cut.", cut: true }],
    ["garbage", { garbage: true }],
  ])("%s is the service's failure", async (_, step) => {
    const { events } = await play([step]);
    expect(endOf(events)).toMatchObject([{ kind: "failed", fault: "service" }]);
  });

  test("the wait that the service names is told", async () => {
    const message = "You exceeded your current quota. Please retry in 7.5s.";
    const { events } = await play([{ error: { status: 429, message } }]);
    expect(endOf(events)).toMatchObject([{ kind: "failed", fault: "service", waitMs: 7_500 }]);
  });

  test.each<[string, Step]>([
    ["garbage once", { say: "Here it is.", garbage: { times: 1 } }],
    ["529 once", { say: "Here it is.", error: { status: 529, times: 1 } }],
    ["429 once", { say: "Here it is.", error: { status: 429, times: 1 } }],
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
    const [end] = endOf(events);
    expect(end?.kind === "completed" && end.text.length).toBeGreaterThan(9_999_900);
    expect(spent(events)).toEqual(told(server));
  });

  test("ten megabytes of a command's output are told in short, and are too much for the session", async () => {
    const command = "head -c 10000000 /dev/zero | tr '\\0' x";
    const { events } = await play([{ ops: [{ shell: { command } }] }, { say: "Done." }], {
      changes: { policy: withShell },
    });
    expect(endOf(events)).toMatchObject([{ kind: "failed", fault: "session" }]);
    const outputs = events.flatMap((event) => (event.type === "tool.ended" ? [event.output.length] : []));
    expect(outputs).toEqual([4_000]);
  });

  test("a turn without a final answer is asked for it, and then failed", async () => {
    const { events } = await play(Array.from({ length: 60 }, () => ({ say: " " })));
    expect(endOf(events)).toMatchObject([{ kind: "failed", fault: "agent" }]);
  });

  test("only the final message is the artifact, also after a tool that nobody sees", async () => {
    const nothing: Op = { tool: { name: "no_such_tool", input: {} } };
    const { events, server } = await play([{ say: "I try.", ops: [nothing] }, { say: "## Done" }]);
    expect(endOf(events)).toEqual([{ kind: "completed", text: "## Done" }]);
    expect(spent(events)).toEqual(told(server));
  });

  test("what came from a cache is counted apart", async () => {
    const { events, server } = await play([{ say: "Done.", usage: { cacheReadTokens: 1_000 } }]);
    expect(spent(events)).toEqual(told(server));
    expect(spent(events).cacheReadTokens).toBe(1_000);
  });
});

/** What the model read as results of its calls; after a denial it is told why, and says its last word again. */
async function tryOut(ops: readonly Op[], played: Played = {}) {
  const done = await play([{ ops }, { say: "Done." }, { say: "Done." }], played);
  expect(endOf(done.events)).toEqual([{ kind: "completed", text: "Done." }]);
  const called = done.events.flatMap((event) => (event.type === "tool.called" ? [event.id] : []));
  const ended = done.events.flatMap((event) => (event.type === "tool.ended" ? [event.id] : []));
  expect(ended.toSorted(), "every call ends").toEqual(called.toSorted());
  const asked = done.events.flatMap((event) => (event.type === "permission.asked" ? [event.id] : []));
  const answered = done.events.flatMap((event) => (event.type === "permission.answered" ? [event.id] : []));
  expect(answered, "every question is answered once").toEqual(asked);
  return { ...done, results: toolResultsSeen(done.server, "it") };
}

describe("a role's rules hold", () => {
  test("tools that no role is given do not exist, and the agent goes on", async () => {
    const { results } = await tryOut([
      { tool: { name: "no_such_tool", input: { a: "b" } } },
      { tool: { name: "web_fetch", input: { prompt: "http://127.0.0.1/" } } },
      { tool: { name: "google_web_search", input: { query: "x" } } },
      { tool: { name: "invoke_agent", input: { agent_name: "generalist", prompt: "x" } } },
      { tool: { name: "activate_skill", input: { name: "x" } } },
      { tool: { name: "save_memory", input: { fact: "x" } } },
    ]);
    expect(results).toHaveLength(6);
    for (const result of results) expect(result).toContain("not found in registry");
  });

  test("the model is told why, once its turn has ended", async () => {
    const { server, events } = await tryOut([{ write: { path: "README.md", text: "evil\n" } }]);
    expect(denialsOf(events)).toEqual(["developer may not change README.md: it may only change src/**"]);
    expect(seenBy(server)).toContain("developer may not change README.md: it may only change src/**");
    expect(spent(events)).toEqual(told(server));
  });

  test("files of others, git's own and what lies outside are not written", async () => {
    const outside = async ({ folder, tree }: { folder: string; tree: string }): Promise<void> => {
      await mkdir(path.join(folder, "outside"));
      await symlink("../../outside", path.join(tree, "src/out"));
      await symlink("../README.md", path.join(tree, "src/readme"));
      await writeFiles(tree, { ".git/config": "[core]\n" });
    };
    const write = (file: string): Op => ({ write: { path: file, text: "evil\n" } });
    const { events, text, folder, tree } = await tryOut(
      [
        write("package.json"),
        write("src/.git/hooks/pre-commit"),
        write(".git/hooks/pre-commit"),
        write("src/out/new"),
        write("src/readme"),
        write("../outside/new"),
        write("/etc/evil"),
      ],
      { before: outside },
    );
    const ok = events.flatMap((event) => (event.type === "tool.ended" ? [event.ok] : []));
    expect(ok.includes(true)).toBe(false);
    expect(denialsOf(events)).toEqual(
      expect.arrayContaining(["developer may not add package.json: it may only change src/**"]),
    );
    expect(await text("README.md")).toBe("# A\n");
    for (const file of ["package.json", "src/.git", ".git/hooks", "src/out/new"])
      expect(existsSync(path.join(tree, file))).toBe(false);
    expect(existsSync(path.join(folder, "outside/new"))).toBe(false);
    expect(existsSync("/etc/evil")).toBe(false);
  });

  test("what lies outside the tree is not read", async () => {
    const { results } = await tryOut(
      [
        { read: { path: "/etc/hostname" } },
        { read: { path: "src/out" } },
        { tool: { name: "glob", input: { pattern: "*", dir_path: "/etc" } } },
        { tool: { name: "list_directory", input: { dir_path: "/phasegate/sessions" } } },
      ],
      { before: ({ tree }) => symlink("/etc/hostname", path.join(tree, "src/out")) },
    );
    for (const result of results) expect(result).toMatch(/workspace|not (found|exist)|No files/i);
  });

  test("a role without a shell runs no command, not even a harmless one", async () => {
    const shell = (command: string): Op => ({ shell: { command } });
    const { events, tree } = await tryOut([
      shell("git status"),
      shell("ls"),
      shell("echo x > src/x"),
      shell("node -e \"require('fs').writeFileSync('src/x','x')\""),
    ]);
    expect(denialsOf(events)).toEqual(Array(4).fill("developer may not run commands"));
    expect(existsSync(path.join(tree, "src/x"))).toBe(false);
  });

  test.skipIf(sandbox === "none")("no command of a role with a shell writes outside its part", async () => {
    const shell = (command: string): Op => ({ shell: { command } });
    const { text, tree } = await tryOut(
      [
        shell("echo evil > README.md"),
        shell("sh -c 'echo evil > README.md'"),
        shell("node -e \"require('fs').writeFileSync('README.md','evil')\""),
        shell("cp src/a.js README.md; mv src/a.js README.md; ln -sf a.js README.md; rm -f README.md"),
        shell("ln -s ../README.md src/link && echo evil > src/link"),
        shell("mkdir -p .git/hooks && echo evil > .git/hooks/pre-commit"),
        shell("git config --global core.hooksPath /tmp/evil; echo fine > src/fine"),
      ],
      { changes: { policy: withShell } },
    );
    expect(await text("README.md")).toBe("# A\n");
    expect(await text("src/fine")).toBe("fine\n");
    expect(existsSync(path.join(tree, ".git/hooks/pre-commit"))).toBe(false);
  });
});

describe("nothing of others takes part", () => {
  const settings = (file: string) =>
    JSON.stringify({
      hooksConfig: { enabled: true },
      hooks: Object.fromEntries(
        ["SessionStart", "BeforeAgent", "BeforeTool"].map((event) => [
          event,
          [{ hooks: [{ type: "command", command: `touch ${file}` }] }],
        ]),
      ),
      mcpServers: { x: { command: "touch", args: [file] } },
      general: { defaultApprovalMode: "auto_edit" },
      tools: { allowed: ["write_file"], discoveryCommand: `touch ${file}` },
    });
  const allowing = '[[rule]]\ntoolName = "write_file"\ndecision = "allow"\npriority = 999\n';

  test("settings, hooks, rules and memories of the repository, the home and the agent are passed over", async () => {
    const { server, folder, tree, text } = await tryOut([{ write: { path: "README.md", text: "evil" } }], {
      files: {
        ".gemini/settings.json": settings("src/ran"),
        ".gemini/policies/all.toml": allowing,
        ".gemini/system.md": "EVIL SYSTEM\n",
        ".gemini/commands/x.toml": 'prompt = "EVIL COMMAND"\n',
        ".env": "GEMINI_API_KEY=EVIL\nGOOGLE_GEMINI_BASE_URL=http://127.0.0.1:1\n",
        "GEMINI.md": "REPOSITORY MEMORY\n",
      },
      before: (stage) =>
        writeFiles(stage.folder, {
          "home/.gemini/settings.json": settings("src/ran"),
          "home/.gemini/GEMINI.md": "HOME MEMORY\n",
          "sessions/gemini/.gemini/settings.json": settings("src/ran"),
          "sessions/gemini/.gemini/policies/all.toml": allowing,
          "sessions/gemini/.gemini/GEMINI.md": "OWN MEMORY\n",
        }),
    });
    expect(await text("README.md")).toBe("# A\n");
    expect(existsSync(path.join(tree, "src/ran"))).toBe(false);
    const sent = JSON.stringify(server.requests().map(({ body }) => body));
    for (const word of ["MEMORY", "EVIL", path.join(folder, "home")]) expect(sent).not.toContain(word);
  });

  test("a link that the agent left does not lead our files elsewhere", async () => {
    const { folder, events } = await play([{ say: "Done." }], {
      before: async (stage) => {
        await writeFiles(stage.folder, { "outside/settings.json": "mine", "sessions/gemini/x": "" });
        await symlink("../../outside", path.join(stage.folder, "sessions/gemini/.gemini"));
      },
    });
    expect(endOf(events)).toEqual([{ kind: "completed", text: "Done." }]);
    expect(await readFile(path.join(folder, "outside/settings.json"), "utf8")).toBe("mine");
  });

  test("a prompt is sent as it is, whatever it looks like", async () => {
    const { server, events } = await play([{ say: "Done." }], {
      changes: { prompt: `/memory show @README.md ${promptFor("it")}` },
    });
    expect(endOf(events)).toEqual([{ kind: "completed", text: "Done." }]);
    expect(seenBy(server)).toContain("/memory show @README.md [[S:it]]");
    expect(seenBy(server)).not.toContain("# A");
  });

  test("the role's prompt is the whole system prompt, and thinking is as deep as it is told", async () => {
    const { server } = await play([{ say: "Done." }], {
      changes: { runtime: { ...choice, effort: "low" } },
    });
    const body = server.requests()[0]?.body;
    expect(body?.["systemInstruction"]).toEqual({ parts: [{ text: "You are careful." }], role: "user" });
    expect(body?.["generationConfig"]).toMatchObject({ thinkingConfig: { thinkingBudget: 1_024 } });
  });

  test("one that is not logged in says how to", async () => {
    const { events } = await play([], { changes: { runtime: { ...choice, variables: [] } } });
    expect(endOf(events)).toEqual([
      {
        kind: "failed",
        fault: "account",
        reason: "gemini is not logged in; run `gemini` and log in, or set GEMINI_API_KEY",
      },
    ]);
  });

  test("the program is found with its version and its login", async () => {
    const found = await findAcp("gemini", choice.command, { ...process.env, GEMINI_API_KEY: "dummy" });
    expect(found).toMatchObject({ problem: "", login: "yes", remedy: "" });
    expect(found.version).toMatch(/^0\.\d+\.\d+$/);
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
      ({ events }) => events.some(({ type }) => type === "text"),
    ],
    [
      "inside a command",
      [{ ops: [{ shell: { command: "touch src/begun; sleep 1000" } }] }],
      ({ tree }) => existsSync(path.join(tree, "src/begun")),
    ],
  ])("%s leaves nothing behind, is resumed, and is counted once", async (_, steps, isTime) => {
    const { assignment, server, folder, tree } = await begin(steps);
    const session = await acpRuntime.start(assignment);
    const events: AgentEvent[] = [];
    const hearing = hear(session, assignment.prompt, events);
    while (!isTime({ tree, events, server })) await new Promise(setImmediate);
    for (const pid of await living(folder)) kill(pid);
    await hearing;
    expect(endOf(events)).toMatchObject([{ kind: "failed", fault: "killed" }]);
    await session.close();
    expect(await living(folder)).toEqual([]);
    const resumed = await acpRuntime.resume(assignment, session.id);
    onTestFinished(() => resumed.close());
    await hear(resumed, promptFor("on"), events);
    expect(endOf(events).at(-1)).toEqual({ kind: "completed", text: "Here again." });
    expect(seenBy(server), "it knows what it was asked").toContain(promptFor("it"));
    expect(spent(events)).toMatchObject(ledgerOf(server));
    await resumed.close();
    expect(await living(folder)).toEqual([]);
  });

  test("a session that is resumed again and again stays whole", async () => {
    const { assignment, server } = await begin([{ say: "One." }]);
    const first = await acpRuntime.start(assignment);
    const events: AgentEvent[] = [];
    await hear(first, assignment.prompt, events);
    await first.close();
    for (let round = 0; round < 3; round++) {
      const session = await acpRuntime.resume(assignment, first.id);
      await hear(session, promptFor("on"), events);
      await session.close();
    }
    expect(endOf(events).map((end) => end.kind === "completed" && end.text)).toEqual([
      "One.",
      ...Array<string>(3).fill("Here again."),
    ]);
    const last = seenBy(server);
    expect(last.match(/\[\[S:it\]\]|One\.|\[\[S:on\]\]|Here again\./g)).toEqual([
      "[[S:it]]",
      "One.",
      "[[S:on]]",
      "Here again.",
      "[[S:on]]",
      "Here again.",
      "[[S:on]]",
    ]);
    expect(spent(events)).toMatchObject(ledgerOf(server));
  });
});

/** One that was killed may have taken the next with it. */
function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended
  }
}

async function hear(session: Session, text: string, events: AgentEvent[]): Promise<void> {
  for await (const event of session.send(text)) events.push(event);
}
