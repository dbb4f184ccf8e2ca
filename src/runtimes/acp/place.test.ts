import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeFiles } from "../../../test/support/project.ts";
import { agentNamed } from "./agents/known.ts";
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
