import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, readlink, symlink } from "node:fs/promises";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { AgentEvent, Assignment } from "../../src/core/agent.ts";
import { Spending } from "../../src/core/spending.ts";
import { claudeRuntime } from "../../src/runtimes/claude/claude-runtime.ts";
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
import { carriers, sweep } from "../../src/workspace/process.ts";
import { probeSandbox } from "../../src/workspace/sandbox/confinement.ts";
import {
  ledgerOf,
  type ModelServer,
  type Op,
  requestsOf,
  type Step,
  toolResultsSeen,
} from "../model-server/model-server.ts";
import { type Files, writeFiles } from "../support/project.ts";
import { arrangeClaude, choice, modelFor, promptFor } from "./arrange-claude.ts";

process.env["CLAUDE_CODE_MAX_RETRIES"] = "1";

const { kind: sandbox } = await probeSandbox();

testRuntime(claudeRuntime, arrangeClaude);
testConversations(claudeRuntime, arrangeClaude);

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
  const events = await eventsOf(claudeRuntime, assignment);
  return {
    ...stage,
    assignment,
    server,
    events,
    text: (file: string) => readFile(path.join(stage.tree, file), "utf8"),
  };
}

const spent = (events: readonly AgentEvent[]) => {
  const spending = new Spending();
  for (const event of events) spending.see(event);
  return spending.total;
};

const told = (server: ModelServer) => ({ ...ledgerOf(server), costUsd: expect.any(Number) as unknown });

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

/** What the model read as results of its calls. */
async function tryOut(ops: readonly Op[], played: Played = {}) {
  const done = await play([{ ops }, { say: "Done." }], played);
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
      { tool: { name: "NoSuchTool", input: { a: "b" } } },
      { tool: { name: "WebFetch", input: { url: "http://127.0.0.1/", prompt: "x" } } },
      { tool: { name: "WebSearch", input: { query: "x" } } },
      { tool: { name: "Agent", input: { description: "x", prompt: "x", subagent_type: "general-purpose" } } },
      { tool: { name: "Skill", input: { skill: "x" } } },
      { tool: { name: "NotebookEdit", input: { notebook_path: "src/a.ipynb", new_source: "" } } },
      { tool: { name: "mcp__x__y", input: {} } },
    ]);
    expect(results).toHaveLength(7);
    for (const result of results) expect(result).toContain("No such tool available");
  });

  test("files of others, git's own and what lies outside are not written, and the model reads why", async () => {
    const outside = async ({ folder, tree }: { folder: string; tree: string }): Promise<void> => {
      await mkdir(path.join(folder, "outside"));
      await symlink("../../outside", path.join(tree, "src/out"));
      await symlink("../README.md", path.join(tree, "src/readme"));
      await writeFiles(tree, { ".git/config": "[core]\n" });
    };
    const write = (file: string): Op => ({ write: { path: file, text: "evil\n" } });
    const { results, text, folder, tree, events } = await tryOut(
      [
        write("package.json"),
        write("src/.git/hooks/pre-commit"),
        write(".git/hooks/pre-commit"),
        write("src/out/new"),
        write("../outside/new"),
        write("/etc/evil"),
        { tool: { name: "Write", input: { file_path: "~/.bashrc", content: "evil" } } },
      ],
      { before: outside },
    );
    expect(results[0]).toBe("developer may not add package.json: it may only change src/**");
    expect(results[1]).toContain(".git is not the agent's");
    expect(results.slice(2).every((result) => result.includes("developer may not"))).toBe(true);
    expect(denialsOf(events)).toHaveLength(7);
    expect(await text("README.md")).toBe("# A\n");
    for (const file of ["package.json", "src/.git", ".git/hooks"])
      expect(existsSync(path.join(tree, file))).toBe(false);
    expect(existsSync(path.join(folder, "outside/new"))).toBe(false);
    expect(await readlink(path.join(tree, "src/readme"))).toBe("../README.md");
  });

  test("a link inside one's own part does not make another file one's own", async () => {
    const { results, text } = await tryOut(
      [{ read: { path: "src/readme" } }, { edit: { path: "src/readme", find: "# A", replace: "# Evil" } }],
      { before: ({ tree }) => symlink("../README.md", path.join(tree, "src/readme")) },
    );
    expect(results[1]).toMatch(/it is a symbolic link|developer may not change README.md/);
    expect(await text("README.md")).toBe("# A\n");
  });

  test("what lies outside the tree is not read", async () => {
    const { results, events } = await tryOut(
      [
        { read: { path: "/etc/passwd" } },
        { read: { path: "/etc/hostname" } },
        { tool: { name: "Glob", input: { pattern: "/etc/*" } } },
        { tool: { name: "Glob", input: { pattern: "*/../../*" } } },
        { tool: { name: "Glob", input: { pattern: "*", path: ".." } } },
        { tool: { name: "Grep", input: { pattern: "root", path: "/etc" } } },
        { read: { path: "src/out" } },
      ],
      { before: ({ tree }) => symlink("/etc/hostname", path.join(tree, "src/out")) },
    );
    expect(denialsOf(events)).toHaveLength(7);
    for (const result of results) expect(result).toContain("it leads out of the tree");
  });

  test("the tree is read without asking anybody", async () => {
    const { results, events } = await tryOut([
      { read: { path: "README.md" } },
      { tool: { name: "Glob", input: { pattern: "**/*.js" } } },
      { tool: { name: "Grep", input: { pattern: "a", path: "src" } } },
    ]);
    expect(events.some(({ type }) => type === "permission.asked")).toBe(false);
    expect(results[0]).toContain("# A");
    expect(results[1]).toContain("src/a.js");
    expect(results[2]).toContain("a.js");
  });

  test("a role without a shell runs no command, not even a harmless one", async () => {
    const shell = (command: string): Op => ({ shell: { command } });
    const { results, events, tree } = await tryOut([
      shell("git status"),
      shell("ls"),
      shell("echo x > src/x"),
      shell("node -e \"require('fs').writeFileSync('src/x','x')\""),
    ]);
    for (const result of results) expect(result).toContain("developer may not run commands");
    expect(denialsOf(events)).toHaveLength(4);
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
        shell(
          "printf 'diff --git a/README.md b/README.md\\n--- a/README.md\\n+++ b/README.md\\n@@ -1 +1 @@\\n-# A\\n+evil\\n' | git apply",
        ),
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
  const hook = (file: string) =>
    JSON.stringify({
      hooks: Object.fromEntries(
        ["SessionStart", "UserPromptSubmit", "PreToolUse", "Stop"].map((event) => [
          event,
          [{ hooks: [{ type: "command", command: `touch ${file}` }] }],
        ]),
      ),
      permissions: { allow: ["Write", "Bash(*)"], defaultMode: "bypassPermissions" },
    });
  const mcp = JSON.stringify({ mcpServers: { x: { command: "touch", args: ["mcp-ran"] } } });

  test("settings, hooks, servers and memories of the repository and of the user's home are passed over", async () => {
    const { server, folder, tree, results } = await tryOut([{ write: { path: "README.md", text: "evil" } }], {
      files: {
        ".claude/settings.json": hook("src/project-hook-ran"),
        ".claude/settings.local.json": hook("src/project-hook-ran"),
        ".mcp.json": mcp,
        "CLAUDE.md": "REPOSITORY MEMORY\n",
        ".claude/agents/x.md": "---\nname: x\ndescription: EVIL AGENT\n---\nx\n",
        ".claude/skills/x/SKILL.md": "---\nname: x\ndescription: EVIL SKILL\n---\nx\n",
        ".claude/commands/x.md": "EVIL COMMAND\n",
      },
      before: (stage) =>
        writeFiles(stage.folder, {
          "home/.claude/settings.json": hook(path.join(stage.folder, "home-hook-ran")),
          "home/.claude/CLAUDE.md": "HOME MEMORY\n",
          "home/.claude.json": mcp,
        }),
    });
    expect(results[0]).toContain("developer may not change README.md");
    for (const file of ["src/project-hook-ran", "mcp-ran", "../home-hook-ran", "../mcp-ran"])
      expect(existsSync(path.join(tree, file))).toBe(false);
    const sent = JSON.stringify(server.requests().map(({ body }) => body));
    for (const word of ["MEMORY", "EVIL", path.join(folder, "home")]) expect(sent).not.toContain(word);
  });

  test("a prompt is sent as it is, whatever it looks like", async () => {
    const { server, events } = await play([{ say: "Done." }], {
      changes: { prompt: `/clear @README.md ${promptFor("it")}` },
    });
    expect(endOf(events)).toEqual([{ kind: "completed", text: "Done." }]);
    expect(JSON.stringify(server.requests()[0]?.body)).toContain("/clear @README.md [[S:it]]");
    expect(JSON.stringify(server.requests()[0]?.body)).not.toContain("# A");
  });

  test("the user's login is lent only when no key is given, and cannot be read by the agent", async () => {
    const login = JSON.stringify({
      claudeAiOauth: {
        accessToken: "SECRET",
        refreshToken: "r",
        expiresAt: 4e12,
        scopes: ["user:inference"],
      },
    });
    const key = process.env["ANTHROPIC_API_KEY"];
    delete process.env["ANTHROPIC_API_KEY"];
    onTestFinished(() => {
      process.env["ANTHROPIC_API_KEY"] = key;
    });
    const { server, results, folder } = await tryOut(
      [{ tool: { name: "Read", input: { file_path: "/phasegate/sessions/claude/.credentials.json" } } }],
      { before: (stage) => writeFiles(stage.folder, { "home/.claude/.credentials.json": login }) },
    );
    expect(server.requests()[0]?.headers).toMatchObject({ authorization: true, apiKey: false });
    expect(results[0]).toContain("it leads out of the tree");
    expect(existsSync(path.join(folder, "sessions/claude/.credentials.json"))).toBe(true);
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
    expect(endOf(events)).toMatchObject([{ kind: "failed", fault: "agent" }]);
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

describe("what a first request costs", () => {
  const first = async (tier: string, prompt: string, server?: ModelServer) => {
    const stage = await makeStage();
    const model = server ?? (await modelFor({ it: [{ say: "Done." }] }, stage.folder));
    await eventsOf(claudeRuntime, stage.assignment(choice, { tier, prompt }));
    const request = requestsOf(model, "it").at(-1);
    expect(request?.status).toBe(200);
    return { server: model, request, tokens: Math.ceil(JSON.stringify(request?.body ?? {}).length / 3.5) };
  };

  test.each([
    ["reasoning", 2_200],
    ["coding", 3_500],
    ["coordination", 3_500],
  ])("the fixed part for %s stays below %i tokens", async (tier, most) => {
    const { tokens } = await first(tier, promptFor("it"));
    expect(tokens).toBeLessThan(most);
  });

  test("two roles of a tier, in trees of their own, share tools and system prompt", async () => {
    const one = await first("coding", `You are the backend developer. ${promptFor("it")}`);
    const two = await first("coding", `You are the code optimizer. ${promptFor("it")}`, one.server);
    const { cacheReadTokens: read = 0, cacheWriteTokens: written = 0 } = two.request?.told ?? {};
    expect(read / (read + written)).toBeGreaterThan(0.8);
  });
});
