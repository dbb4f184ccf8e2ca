import { existsSync } from "node:fs";
import { mkdir, readFile, readlink, symlink } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { systemPrompt } from "../../src/core/prompt.ts";
import {
  denialsOf,
  endOf,
  eventsOf,
  makeStage,
  type Stage,
  testConversations,
  testRuntime,
  withShell,
} from "../../src/runtimes/runtime.testsuite.ts";
import { probeSandbox } from "../../src/workspace/sandbox/confinement.ts";
import { type ModelServer, type Op, requestsOf } from "../model-server/model-server.ts";
import { writeFiles } from "../support/project.ts";
import { type Done, promptFor, real, seenBy, spent, told } from "./support/real.ts";

const { kind: sandbox } = await probeSandbox();

const { runtime, choice, modelFor, arrange, play, tryOut } = real("claude");

testRuntime(runtime, arrange);
testConversations(runtime, arrange);

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
    const outside = async ({ folder, tree }: Stage): Promise<void> => {
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

  describe("with the user's login and no key", () => {
    const login = "home/.claude/.credentials.json";
    const scopes = ["user:inference"];
    const tokens = { accessToken: "SECRET", refreshToken: "r", expiresAt: 4e12, scopes };
    const text = JSON.stringify({ claudeAiOauth: tokens });
    const before = async ({ folder }: Stage) => {
      delete process.env["ANTHROPIC_API_KEY"];
      await writeFiles(folder, { [login]: text });
    };
    const left = async ({ folder, assigned }: Done) => ({
      own: await readFile(path.join(folder, login), "utf8"),
      isLent: existsSync(path.join(assigned.sessions, "claude/.credentials.json")),
    });

    test("it works by a copy that the agent's tools do not read, and that is gone afterwards", async () => {
      const file_path = "/phasegate/sessions/claude/.credentials.json";
      const done = await tryOut([{ tool: { name: "Read", input: { file_path } } }], { before });
      expect(done.server.requests()[0]?.headers).toMatchObject({ authorization: true, apiKey: false });
      expect(done.results[0]).toContain("it leads out of the tree");
      expect(await left(done)).toEqual({ own: text, isLent: false });
    });

    test("what an agent with a shell makes of its copy is not the user's login afterwards", async () => {
      const command = 'sed -i s/SECRET/ANOTHER/ "$HOME/../claude/.credentials.json"';
      const done = await tryOut([{ shell: { command } }], { before, changes: { policy: withShell } });
      expect(await left(done)).toEqual({ own: text, isLent: false });
    });
  });
});

describe("a conversation goes on", () => {
  test("in another tree than the one in which it began", async () => {
    const stage = await makeStage();
    const script = { it: [{ say: "The answer is blue." }], on: [{ say: "It still is." }] };
    const server = await modelFor(script, stage.folder);
    const assignment = stage.assignment(choice, { prompt: promptFor("it") });
    await eventsOf(runtime, assignment);
    const tree = path.join(stage.folder, "an.other_tree");
    await writeFiles(tree, { "src/a.js": "a\n" });
    const session = { kind: "resume", id: assignment.session.id } as const;
    const events = await eventsOf(runtime, { ...assignment, tree, session, prompt: promptFor("on") });
    expect(endOf(events)).toEqual([{ kind: "completed", text: "It still is." }]);
    expect(seenBy(server)).toContain("The answer is blue.");
  });

  test("when it has become too long, and the summary of it is counted too", async () => {
    const { events, server } = await play([
      { ops: [{ read: { path: "src/a.js" } }], usage: { inputTokens: 990_000 } },
      { say: "Done." },
    ]);
    expect(server.requests().some(({ auxiliary }) => auxiliary)).toBe(true);
    expect(endOf(events)).toMatchObject([{ kind: "completed" }]);
    expect(spent(events)).toEqual(told(server));
  });
});

describe("what a first request costs", () => {
  const first = async (tier: string, prompt: string, server?: ModelServer) => {
    const stage = await makeStage();
    const model = server ?? (await modelFor({ it: [{ say: "Done." }] }, stage.folder));
    await eventsOf(runtime, stage.assignment(choice, { tier, prompt, system: systemPrompt }));
    const request = requestsOf(model, "it").at(-1);
    expect(request?.status).toBe(200);
    return { server: model, request, tokens: Math.ceil(JSON.stringify(request?.body ?? {}).length / 3.5) };
  };

  test.each([
    ["reasoning", 2_400],
    ["coding", 3_600],
    ["coordination", 3_600],
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
