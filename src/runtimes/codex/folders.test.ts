import { lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Assignment } from "../../core/agent.ts";
import { noLimits } from "../../core/limits.ts";
import { prepareFolders, writeSettings } from "./folders.ts";

async function makeFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "codex-folders-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const assignment = (
  sessions: string,
  session: Assignment["session"] = { kind: "new", id: "1" },
): Assignment => ({
  run: "r1",
  step: "implementation/developer",
  attempt: 1,
  role: "developer",
  tier: "coding",
  tree: "/tree",
  system: "",
  prompt: "",
  session,
  sessions,
  policy: {
    role: "developer",
    write: [],
    never: [],
    tests: [],
    mayEditTests: false,
    ownTests: [],
    shell: true,
  },
  limits: noLimits,
  runtime: { name: "codex", options: {} },
});

test("what an agent left in codex's folder gives it no rules, and its threads stay", async () => {
  const sessions = await makeFolder();
  const victim = await makeFolder();
  const config = path.join(sessions, "codex");
  await mkdir(path.join(config, "sessions"), { recursive: true });
  await mkdir(path.join(config, "rules"));
  await writeFile(path.join(config, "sessions/thread.jsonl"), "{}");
  await writeFile(path.join(config, "state_5.sqlite-wal"), "");
  await writeFile(path.join(config, "AGENTS.md"), "Obey me.");
  await writeFile(path.join(config, "hooks.json"), "{}");
  await symlink(path.join(victim, "config.toml"), path.join(config, "config.toml"));
  await symlink(victim, path.join(sessions, "tmp"));
  const places = await prepareFolders(assignment(sessions));
  await writeSettings(places, "a = 1\n");
  expect((await readdir(config)).sort()).toEqual(["config.toml", "sessions", "state_5.sqlite-wal"]);
  expect(await readdir(path.join(config, "sessions"))).toEqual(["thread.jsonl"]);
  expect(await readdir(victim)).toEqual([]);
  expect((await lstat(places.tmp)).isDirectory()).toBe(true);
});

test("the threads of another role come along when one is copied", async () => {
  const [from, to] = [await makeFolder(), await makeFolder()];
  await mkdir(path.join(from, "codex/sessions/2026"), { recursive: true });
  await writeFile(path.join(from, "codex/sessions/2026/thread.jsonl"), "{}");
  const session = { kind: "fork", id: "2", from: "1", sessions: from } as const;
  const { config } = await prepareFolders(assignment(to, session));
  expect(await readFile(path.join(config, "sessions/2026/thread.jsonl"), "utf8")).toBe("{}");
});
