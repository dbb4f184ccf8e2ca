import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type { AgentEvent } from "../../src/core/agent.ts";
import type { Policy } from "../../src/core/policy.ts";
import { configText } from "../../src/runtimes/codex/config.ts";
import { permissionProfile } from "../../src/runtimes/codex/permission-profile.ts";
import {
  denialsOf,
  endOf,
  eventsOf,
  makeStage,
  testConversations,
  testRuntime,
  withShell,
} from "../../src/runtimes/runtime.testsuite.ts";
import { type Op, toolResultsSeen } from "../model-server/model-server.ts";
import { testFaults } from "./faults.testsuite.ts";
import { testKills } from "./kills.testsuite.ts";
import { promptFor, real, seenBy } from "./support/real.ts";

const codex = real("codex");
const { runtime, choice, modelFor, play } = codex;

testRuntime(runtime, codex.arrange);
testConversations(runtime, codex.arrange);

testFaults(codex, {
  forPerson: [
    { error: { status: 401, type: "authentication_error" }, reason: "codex login" },
    { error: { status: 402, type: "billing_error" }, reason: "billed" },
    { error: { status: 403, type: "permission_error" }, reason: "codex login" },
    { error: { status: 429, type: "insufficient_quota" }, reason: "billed" },
  ],
  patience: {
    "429": { times: 2 },
    "500": { times: 6 },
    "529": { times: 6 },
    cut: { times: 1 },
    garbage: { times: 1 },
  },
});

testKills(codex, {});

const noShell: Policy = { ...withShell, shell: false };

const ended = (events: readonly AgentEvent[]) => endOf(events)[0];
describe("what a role may do with codex", () => {
  const attempt = (op: Op, policy: Policy) =>
    play([{ ops: [op] }, { say: "Done." }], { changes: { policy } });
  const run = (command: string): Op => ({ shell: { command } });

  test.each([
    "echo mine > README.md",
    "sh -c 'echo mine > README.md'",
    `node -e "require('fs').writeFileSync('README.md','mine')"`,
    "mv src/a.js README.md",
    "cat src/a.js > README.md; false",
    "ln -s ../README.md src/link && echo mine > src/link",
    "ln -s ../README.md src/link && false || echo mine > src/link",
  ])("with a shell, %s does not leave its scope", async (command) => {
    const { tree, events } = await attempt(run(command), withShell);
    expect(await readFile(path.join(tree, "README.md"), "utf8")).toBe("# A\n");
    expect(ended(events)).toEqual({ kind: "completed", text: "Done." });
  });

  test.each([
    "cat src/a.js > src/b.js",
    "cat src/a.js | tee src/b.js",
    "rg --pre ./evil a",
    "find . -delete",
    "sed -n '1w src/b.js' src/a.js",
    "cat /etc/hostname",
    "cat ../home/secret",
    "cat $(touch src/b.js)",
  ])("without a shell, %s is denied with the reason", async (command) => {
    const { tree, events, server } = await attempt(run(command), noShell);
    expect(denialsOf(events)).toEqual([expect.stringMatching(/^developer may not (run commands|read )/)]);
    expect(seenBy(server)).toContain("developer may not ");
    expect(await readdir(path.join(tree, "src"))).toEqual(["a.js"]);
  });

  test("without a shell, codex still reads the tree", async () => {
    const { events, server } = await attempt(run("cat src/a.js | head -n 3"), noShell);
    expect(denialsOf(events)).toEqual([]);
    expect(toolResultsSeen(server, "it").join()).toContain("Output:\na\n");
  });

  test("a patch through a link that leads out is denied", async () => {
    const op: Op = { write: { path: "src/link.js", text: "mine\n" } };
    const { events, folder } = await play([{ ops: [op] }, { say: "Done." }], {
      changes: { policy: noShell },
      before: async (stage) => {
        await writeFile(path.join(stage.folder, "outer.js"), "outer\n");
        await symlink("../../outer.js", path.join(stage.tree, "src/link.js"));
      },
    });
    expect(denialsOf(events)).toEqual([expect.stringContaining("leads out of the tree")]);
    expect(await readFile(path.join(folder, "outer.js"), "utf8")).toBe("outer\n");
  });

  test("a patch that moves a file out of its scope is denied as a whole", async () => {
    const input =
      "*** Begin Patch\n*** Update File: src/a.js\n*** Move to: lib/a.js\n@@\n-a\n+b\n*** End Patch";
    const { events, tree } = await attempt({ tool: { name: "apply_patch", input: { input } } }, noShell);
    expect(denialsOf(events)).toEqual([expect.stringContaining("developer may not add lib/a.js")]);
    expect(await readFile(path.join(tree, "src/a.js"), "utf8")).toBe("a\n");
    expect(existsSync(path.join(tree, "lib"))).toBe(false);
  });

  test("a model that writes programs which call tools is held by the same rules", async () => {
    const patch = (file: string): string =>
      `await tools.apply_patch("*** Begin Patch\\n*** Add File: ${file}\\n+mine\\n*** End Patch").catch(() => 0);`;
    const input = `await tools.exec_command({ cmd: "touch src/b.js" }).catch(() => 0);
      ${patch("lib/c.js")} ${patch("src/d.js")} text(ALL_TOOLS.map(({ name }) => name).join());`;
    const stage = await makeStage();
    const model = await modelFor(
      { it: [{ ops: [{ tool: { name: "exec", input: { input } } }] }, { say: "Done.", delayMs: 3_000 }] },
      stage.folder,
    );
    const newest = { ...choice, model: "gpt-6.1-sol", effort: "low" };
    const assignment = stage.assignment(newest, { policy: noShell, prompt: promptFor("it") });
    const events = await eventsOf(runtime, assignment);
    expect(denialsOf(events)).toEqual([
      expect.stringContaining("run commands"),
      expect.stringContaining("lib/c.js"),
    ]);
    expect((await readdir(path.join(stage.tree, "src"))).sort()).toEqual(["a.js", "d.js"]);
    expect(seenBy(model)).toContain("developer may not run commands");
    expect(JSON.stringify(model.requests()[0]?.body)).not.toContain("spawn_agent");
  });

  test("no other agent can be started", async () => {
    const { events, server } = await attempt({ agent: { prompt: "Write README.md" } }, withShell);
    expect(ended(events)).toEqual({ kind: "completed", text: "Done." });
    expect(server.requests().filter(({ scenario }) => scenario === null)).toEqual([]);
  });

  test("what the repository says of codex has no authority", async () => {
    const { server } = await play([{ say: "Done." }], {
      files: { "AGENTS.md": "AUTHORITY\n", ".codex/config.toml": "model = 'x'\n" },
    });
    expect(JSON.stringify(server.requests()[0]?.body)).not.toContain("AUTHORITY");
    expect(server.requests()[0]?.model).toBe("gpt-5.5");
  });
});

describe("the settings of codex", () => {
  const started = async (settings: string): Promise<string> => {
    const { folder } = await makeStage();
    await writeFile(path.join(folder, "config.toml"), settings);
    const env = { ...process.env, HOME: folder, CODEX_HOME: folder };
    const [program = ""] = choice.command ?? [];
    const call = promisify(execFile)(program, ["app-server", "--strict-config"], { env });
    call.child.stdin?.end();
    return call.then(
      () => "",
      ({ stderr }: { stderr: string }) => stderr,
    );
  };

  test("are all known to it", async () => {
    const gateway = { url: "http://127.0.0.1:1/v1", keyVariable: "OPENAI_API_KEY" };
    const profile = permissionProfile(withShell, [{ path: "src", kind: "folder" }]);
    const text = configText({ tree: "/tree", gateway, profile, scratch: ["/tmp"] });
    expect(await started(text)).toBe("");
    expect(await started(`unheard_of = 1\n${text}`)).toContain("unheard_of");
  });
});

describe("a session of codex", () => {
  test("is copied from another role's folder", async () => {
    const stage = await makeStage();
    const steps = {
      one: [{ say: "The answer is blue." }],
      two: [{ say: "Copied." }],
      three: [{ say: "Again." }],
    };
    const model = await modelFor(steps, stage.folder);
    const first = await runtime.start(stage.assignment(choice));
    for await (const _ of first.send(promptFor("one")));
    await first.close();
    const session = {
      kind: "fork",
      id: "x",
      from: first.id,
      sessions: path.join(stage.folder, "sessions"),
    } as const;
    const sessions = path.join(stage.folder, "other");
    const events = await eventsOf(
      runtime,
      stage.assignment(choice, { session, sessions, prompt: promptFor("two") }),
    );
    expect(ended(events)).toEqual({ kind: "completed", text: "Copied." });
    const [started] = events.flatMap((event) => (event.type === "session.started" ? [event.session] : []));
    const again = { kind: "resume", id: started ?? "" } as const;
    const prompt = promptFor("three");
    const later = await eventsOf(runtime, stage.assignment(choice, { session: again, sessions, prompt }));
    expect(ended(later)).toEqual({ kind: "completed", text: "Again." });
    expect(seenBy(model)).toContain("The answer is blue.");
  });

  test("goes on after its process was killed in the middle of an answer", async () => {
    const stage = await makeStage();
    const script = {
      one: [{ say: "Blue." }],
      hung: [{ hang: { midway: true } as const }],
      two: [{ say: "On." }],
    };
    const model = await modelFor(script, stage.folder);
    const session = await runtime.start(stage.assignment(choice));
    for await (const _ of session.send(promptFor("one")));
    const hung = session.send(promptFor("hung"));
    const first = hung.next();
    await expect.poll(() => model.requests().some(({ scenario }) => scenario === "hung")).toBe(true);
    await session.close();
    expect((await first).value).toMatchObject({ type: "ended", end: { kind: "interrupted" } });
    const resume = { kind: "resume", id: session.id } as const;
    const events = await eventsOf(
      runtime,
      stage.assignment(choice, { session: resume, prompt: promptFor("two") }),
    );
    expect(ended(events)).toEqual({ kind: "completed", text: "On." });
    expect(seenBy(model)).toContain("Blue.");
  });

  test("follows no link that an agent left in its folder", async () => {
    let [sessions, victim] = ["", ""];
    await play([{ say: "Done." }], {
      before: async ({ folder }) => {
        [sessions, victim] = [path.join(folder, "sessions"), path.join(folder, "victim")];
        await mkdir(sessions);
        await mkdir(victim);
        await symlink(victim, path.join(sessions, "codex"));
      },
    });
    expect(await readdir(victim)).toEqual([]);
    expect((await lstat(path.join(sessions, "codex"))).isDirectory()).toBe(true);
  });

  test("of a user without credentials is not begun, and says what to do", async () => {
    const stage = await makeStage();
    await modelFor({}, stage.folder);
    delete process.env["OPENAI_API_KEY"];
    delete process.env["OPENAI_BASE_URL"];
    const events = await eventsOf(runtime, stage.assignment(choice));
    expect(ended(events)).toMatchObject({
      fault: "account",
      reason: expect.stringContaining("codex login") as unknown,
    });
  });

  test("of a program that is not codex is not begun", async () => {
    const stage = await makeStage();
    await modelFor({}, stage.folder);
    const events = await eventsOf(runtime, stage.assignment({ ...choice, command: ["/bin/false"] }));
    expect(ended(events)).toMatchObject({ kind: "failed", fault: "account" });
  });
});
