import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import type { AgentEvent, Assignment } from "../../src/core/agent.ts";
import type { Policy } from "../../src/core/policy.ts";
import { codexRuntime } from "../../src/runtimes/codex/codex-runtime.ts";
import { configText } from "../../src/runtimes/codex/config.ts";
import { permissionProfile } from "../../src/runtimes/codex/permission-profile.ts";
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
import { type ModelServer, type Op, type Step, toolResultsSeen } from "../model-server/model-server.ts";
import { arrangeCodex, choice, modelFor, promptFor } from "./arrange-codex.ts";

testRuntime(codexRuntime, arrangeCodex);
testConversations(codexRuntime, arrangeCodex);

const noShell: Policy = { ...withShell, shell: false };

interface Played extends Stage {
  model: ModelServer;
  events: AgentEvent[];
}

async function play(
  steps: readonly Step[],
  changes: Partial<Assignment> = {},
  stage?: Stage,
): Promise<Played> {
  const made = stage ?? (await makeStage());
  const model = await modelFor({ it: steps }, made.folder);
  const assignment = made.assignment(choice, { prompt: promptFor("it"), ...changes });
  return { ...made, model, events: await eventsOf(codexRuntime, assignment) };
}

const ended = (events: readonly AgentEvent[]) => endOf(events)[0];
const retries = (events: readonly AgentEvent[]) => events.filter(({ type }) => type === "retry");

describe("what goes wrong with the model of codex", () => {
  const account = { kind: "failed", fault: "account" };

  test.each([
    ["a key that is not valid", 401, "authentication_error", "codex login"],
    ["a bill that is not paid", 402, "billing_error", "billed"],
    ["a key without rights", 403, "permission_error", "codex login"],
    ["a quota that is used up", 429, "insufficient_quota", "billed"],
  ])("%s ends the turn at once, and says what to do", async (_, status, type, remedy) => {
    const { events, model } = await play([{ error: { status, type } }]);
    expect(ended(events)).toMatchObject(account);
    expect(ended(events)).toMatchObject({ reason: expect.stringContaining(remedy) as unknown });
    expect(model.requests().length).toBeLessThan(3);
    expect(retries(events)).toEqual([]);
  });

  test.each([429, 500, 529])("%i is tried again until the service answers", async (status) => {
    const times = status === 429 ? 2 : 6;
    const { events } = await play([{ error: { status, times, headers: { "retry-after": "0" } } }]);
    expect(ended(events)).toEqual({ kind: "completed", text: "Done." });
    expect(retries(events).length).toBeGreaterThan(0);
  });

  test("a service that stays busy ends the turn as the service's fault", async () => {
    const { events } = await play([{ error: { status: 429, headers: { "retry-after": "0" } } }]);
    expect(ended(events)).toMatchObject({ kind: "failed", fault: "service" });
  });

  test.each<[string, Step]>([
    ["a stream that is cut", { cut: { times: 1 } }],
    ["a stream of garbage", { garbage: { times: 1 } }],
  ])("%s is begun again, and nothing is counted twice", async (_, step) => {
    const { events, model } = await play([{ ...step, usage: { inputTokens: 10, outputTokens: 5 } }]);
    expect(ended(events)).toMatchObject({ kind: "completed" });
    const used = events.flatMap((event) => (event.type === "usage" ? [event.usage.outputTokens] : []));
    expect(used).toEqual([5]);
    expect(model.requests().length).toBe(2);
  });

  test("an answer of 10 MB arrives whole", async () => {
    const { events } = await play([{ bytes: 10_000_000 }]);
    const end = ended(events);
    expect(end?.kind === "completed" && end.text.length).toBe(10_000_000);
  });

  test("a tool that does not exist is the model's to see, and the turn goes on", async () => {
    const { events } = await play([{ ops: [{ tool: { name: "no_such", input: {} } }] }, { say: "Done." }]);
    expect(ended(events)).toEqual({ kind: "completed", text: "Done." });
  });
});

describe("what a role may do with codex", () => {
  const attempt = async (op: Op, policy: Policy): Promise<Played> =>
    play([{ ops: [op] }, { say: "Done." }], { policy });
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
    const { tree, events, model } = await attempt(run(command), noShell);
    expect(denialsOf(events)).toEqual([expect.stringMatching(/^developer may not (run commands|read )/)]);
    expect(JSON.stringify(model.requests().at(-1)?.body)).toContain("developer may not ");
    expect(await readdir(path.join(tree, "src"))).toEqual(["a.js"]);
  });

  test("without a shell, codex still reads the tree", async () => {
    const { events, model } = await attempt(run("cat src/a.js | head -n 3"), noShell);
    expect(denialsOf(events)).toEqual([]);
    expect(toolResultsSeen(model, "it").join()).toContain("Output:\na\n");
  });

  test("a patch through a link that leads out is denied", async () => {
    const stage = await makeStage();
    await writeFile(path.join(stage.folder, "outer.js"), "outer\n");
    await symlink("../../outer.js", path.join(stage.tree, "src/link.js"));
    const op: Op = { write: { path: "src/link.js", text: "mine\n" } };
    const { events } = await play([{ ops: [op] }, { say: "Done." }], { policy: noShell }, stage);
    expect(denialsOf(events)).toEqual([expect.stringContaining("leads out of the tree")]);
    expect(await readFile(path.join(stage.folder, "outer.js"), "utf8")).toBe("outer\n");
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
    const runtime = { ...choice, model: "gpt-6.1-sol", effort: "low" };
    const assignment = stage.assignment(runtime, { policy: noShell, prompt: promptFor("it") });
    const events = await eventsOf(codexRuntime, assignment);
    expect(denialsOf(events)).toEqual([
      expect.stringContaining("run commands"),
      expect.stringContaining("lib/c.js"),
    ]);
    expect((await readdir(path.join(stage.tree, "src"))).sort()).toEqual(["a.js", "d.js"]);
    expect(JSON.stringify(model.requests().at(-1)?.body)).toContain("developer may not run commands");
    expect(JSON.stringify(model.requests()[0]?.body)).not.toContain("spawn_agent");
  });

  test("no other agent can be started", async () => {
    const { events, model } = await attempt({ agent: { prompt: "Write README.md" } }, withShell);
    expect(ended(events)).toEqual({ kind: "completed", text: "Done." });
    expect(model.requests().filter(({ scenario }) => scenario === null)).toEqual([]);
  });

  test("what the repository says of codex has no authority", async () => {
    const stage = await makeStage({
      "src/a.js": "a\n",
      "AGENTS.md": "AUTHORITY\n",
      ".codex/config.toml": "model = 'x'\n",
    });
    const { model } = await play([{ say: "Done." }], {}, stage);
    expect(JSON.stringify(model.requests()[0]?.body)).not.toContain("AUTHORITY");
    expect(model.requests()[0]?.model).toBe("gpt-5.5");
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
    const first = await codexRuntime.start(stage.assignment(choice));
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
      codexRuntime,
      stage.assignment(choice, { session, sessions, prompt: promptFor("two") }),
    );
    expect(ended(events)).toEqual({ kind: "completed", text: "Copied." });
    const [started] = events.flatMap((event) => (event.type === "session.started" ? [event.session] : []));
    const again = { kind: "resume", id: started ?? "" } as const;
    const prompt = promptFor("three");
    const later = await eventsOf(
      codexRuntime,
      stage.assignment(choice, { session: again, sessions, prompt }),
    );
    expect(ended(later)).toEqual({ kind: "completed", text: "Again." });
    expect(JSON.stringify(model.requests().at(-1)?.body)).toContain("The answer is blue.");
  });

  test("goes on after its process was killed in the middle of an answer", async () => {
    const stage = await makeStage();
    const script = {
      one: [{ say: "Blue." }],
      hung: [{ hang: { midway: true } as const }],
      two: [{ say: "On." }],
    };
    const model = await modelFor(script, stage.folder);
    const session = await codexRuntime.start(stage.assignment(choice));
    for await (const _ of session.send(promptFor("one")));
    const hung = session.send(promptFor("hung"));
    const first = hung.next();
    await expect.poll(() => model.requests().some(({ scenario }) => scenario === "hung")).toBe(true);
    await session.close();
    expect((await first).value).toMatchObject({ type: "ended", end: { kind: "interrupted" } });
    const resume = { kind: "resume", id: session.id } as const;
    const events = await eventsOf(
      codexRuntime,
      stage.assignment(choice, { session: resume, prompt: promptFor("two") }),
    );
    expect(ended(events)).toEqual({ kind: "completed", text: "On." });
    expect(JSON.stringify(model.requests().at(-1)?.body)).toContain("Blue.");
  });

  test("follows no link that an agent left in its folder", async () => {
    const stage = await makeStage();
    const [sessions, victim] = [path.join(stage.folder, "sessions"), path.join(stage.folder, "victim")];
    await mkdir(sessions);
    await mkdir(victim);
    await symlink(victim, path.join(sessions, "codex"));
    await play([{ say: "Done." }], {}, stage);
    expect(await readdir(victim)).toEqual([]);
    expect((await lstat(path.join(sessions, "codex"))).isDirectory()).toBe(true);
  });

  test("of a user without credentials is not begun, and says what to do", async () => {
    const stage = await makeStage();
    await modelFor({}, stage.folder);
    const saved = { ...process.env };
    onTestFinished(() => void Object.assign(process.env, saved));
    delete process.env["OPENAI_API_KEY"];
    delete process.env["OPENAI_BASE_URL"];
    const events = await eventsOf(codexRuntime, stage.assignment(choice));
    expect(ended(events)).toMatchObject({
      fault: "account",
      reason: expect.stringContaining("codex login") as unknown,
    });
  });

  test("of a program that is not codex is not begun", async () => {
    const stage = await makeStage();
    await modelFor({}, stage.folder);
    const events = await eventsOf(codexRuntime, stage.assignment({ ...choice, command: ["/bin/false"] }));
    expect(ended(events)).toMatchObject({ kind: "failed", fault: "account" });
  });
});
