import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeFiles } from "../../../test/support/project.ts";
import { agentNamed } from "./agents/known.ts";
import { givenVariables } from "./environment.ts";
import { findAcp } from "./found.ts";
import { keepSession, Ledger } from "./ledger.ts";
import { makePlace, putFiles } from "./place.ts";

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "acp-place-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const gemini = agentNamed("gemini");

test("of an agent's own folder only its sessions stay", async () => {
  const root = await makeFolder();
  const place = { home: path.join(root, "home"), config: path.join(root, "gemini") };
  await writeFiles(place.config, {
    ".gemini/tmp/tree/chats/session-1.jsonl": "{}",
    ".gemini/policies/evil.toml": "x",
    ".gemini/settings.json": "{}",
    ".env": "x",
  });
  await makePlace(gemini, place);
  expect(existsSync(path.join(place.config, ".gemini/tmp/tree/chats/session-1.jsonl"))).toBe(true);
  for (const name of [".gemini/policies", ".gemini/settings.json", ".env"])
    expect(existsSync(path.join(place.config, name))).toBe(false);
  expect(existsSync(place.home)).toBe(true);
});

test("links that an agent left are taken away, not followed", async () => {
  const root = await makeFolder();
  await writeFiles(root, { "outside/a": "mine", "outside/b": "mine" });
  const config = path.join(root, "config");
  await writeFiles(config, { "folder/x": "" });
  await symlink("../outside", path.join(config, "linked"));
  await symlink("../../outside/b", path.join(config, "folder/b"));
  await putFiles(config, { "linked/a": "ours", "folder/b": "ours" });
  expect(await readFile(path.join(root, "outside/a"), "utf8")).toBe("mine");
  expect(await readFile(path.join(root, "outside/b"), "utf8")).toBe("mine");
  expect(await readFile(path.join(config, "linked/a"), "utf8")).toBe("ours");
  expect(await readFile(path.join(config, "folder/b"), "utf8")).toBe("ours");
});

test("a ledger tells each line once, and only whole ones", async () => {
  const config = await makeFolder();
  const session = "234907b3-0c63-45c3-81df-4550f18473c6";
  const chats = ".gemini/tmp/tree/chats";
  const name = `${chats}/session-2026-11-25T01-14-234907b3.jsonl`;
  const line = (id: string): string =>
    `${JSON.stringify({ id, type: "gemini", content: "é", model: "m", tokens: { input: 1, output: 1 } })}\n`;
  const format = gemini.ledger;
  if (!format) throw new Error("there is none");
  const ledger = new Ledger(format, session, config);
  const news = async (): Promise<string[]> => (await ledger.news()).map(({ message }) => message);
  expect(await news()).toEqual([]);
  await writeFiles(config, { [name]: line("a") + line("b").slice(0, 20) });
  expect(await news()).toEqual(["a"]);
  await writeFiles(config, { [name]: line("a") + line("b") });
  expect(await news()).toEqual(["b"]);
  expect(await news()).toEqual([]);

  await writeFiles(config, { [`${chats}/session-2026-11-25T01-20-234907b3.jsonl`]: "{}\n" });
  await keepSession(format, session, config);
  expect(existsSync(path.join(config, name))).toBe(false);
  expect((await new Ledger(format, session, config).news()).map(({ message }) => message)).toEqual([
    "a",
    "b",
  ]);
});

test("a ledger that is a link is not read", async () => {
  const root = await makeFolder();
  await writeFiles(root, { outside: "{}", "config/.gemini/tmp/tree/chats/x": "" });
  const file = "config/.gemini/tmp/tree/chats/session-2026-11-25T01-14-234907b3.jsonl";
  await symlink(path.join(root, "outside"), path.join(root, file));
  if (!gemini.ledger) throw new Error("there is none");
  expect(await new Ledger(gemini.ledger, "234907b3-x", path.join(root, "config")).news()).toEqual([]);
});

test("of the user's variables only those that are named are given, and none of ours", () => {
  const all = { A: "1", B: "2", PHASEGATE_HOME: "/x" };
  expect(givenVariables(["A", "C", "PHASEGATE_HOME"], all)).toEqual({ A: "1" });
});

test("what is not there is found with its remedy", async () => {
  const nowhere = { PATH: await makeFolder(), PHASEGATE_USER_HOME: "/nowhere" };
  expect(await findAcp("gemini", undefined, nowhere)).toEqual({
    runtime: "acp",
    command: ["gemini"],
    version: null,
    problem: "gemini is not installed: there is no program gemini",
    login: "no",
    remedy: "npm install -g @google/gemini-cli",
  });
  expect(await findAcp("another", undefined, nowhere)).toMatchObject({
    problem: "no program is named for this ACP agent",
    login: "unknown",
  });
});
