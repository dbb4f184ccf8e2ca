import { existsSync } from "node:fs";
import { mkdir, readFile, symlink } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { findAcp } from "../../src/runtimes/acp/found.ts";
import {
  denialsOf,
  endOf,
  type Stage,
  testConversations,
  testRuntime,
  withShell,
} from "../../src/runtimes/runtime.testsuite.ts";
import { probeSandbox } from "../../src/workspace/sandbox/confinement.ts";
import type { Op } from "../model-server/model-server.ts";
import { writeFiles } from "../support/project.ts";
import { testFaults } from "./faults.testsuite.ts";
import { testKills } from "./kills.testsuite.ts";
import { promptFor, real, seenBy, spent, told } from "./support/real.ts";

const { kind: sandbox } = await probeSandbox();

const gemini = real("gemini");
const { choice, play, tryOut } = gemini;

testRuntime(gemini.runtime, gemini.arrange);
testConversations(gemini.runtime, gemini.arrange);

testFaults(gemini, {
  forPerson: [
    { error: { status: 401, message: "invalid key" }, reason: "GEMINI_API_KEY" },
    { error: { status: 403, message: "forbidden" }, reason: "GEMINI_API_KEY" },
    { error: { status: 402, message: "billing" }, reason: "402" },
    {
      error: { status: 400, message: "API key not valid. Please pass a valid API key." },
      reason: "GEMINI_API_KEY",
    },
    { error: { status: 404, message: "models/gemini-none is not found" }, reason: "gemini-none" },
  ],
  patience: {
    "429": { times: 1, silent: true },
    "500": { times: 1, silent: true },
    "529": { times: 1, silent: true },
    garbage: { times: 1, silent: true },
  },
  busy: [
    { error: { status: 429, message: "Busy for an hour.", headers: { "retry-after": "3600" } } },
    {
      error: { status: 429, message: "You exceeded your current quota. Please retry in 7.5s." },
      waitMs: 7_500,
    },
  ],
  forgetsEmpty: true,
  lost: 1,
});

testKills(gemini, { first: "text" });

test("ten megabytes of a command's output are told in short, and are too much for the session", async () => {
  const command = "head -c 10000000 /dev/zero | tr '\\0' x";
  const { events } = await play([{ ops: [{ shell: { command } }] }, { say: "Done." }], {
    changes: { policy: withShell },
  });
  expect(endOf(events)).toMatchObject([{ kind: "failed", fault: "session" }]);
  const outputs = events.flatMap((event) => (event.type === "tool.ended" ? [event.output.length] : []));
  expect(outputs).toEqual([4_000]);
});

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
    const outside = async ({ folder, tree }: Stage): Promise<void> => {
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
