import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeFiles } from "../../../test/support/project.ts";
import { geminiLedger } from "./agents/gemini-ledger.ts";
import { keepSession, Ledger } from "./ledger.ts";

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "ledger-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const written = (id: string): string =>
  `${JSON.stringify({ id, type: "gemini", model: "m", content: "x", tokens: { input: 1, output: 1 } })}\n`;

test("however many ask at once, each entry is told once and none is passed over", async () => {
  const config = await makeFolder();
  const chats = path.join(config, ".gemini/tmp/project/chats");
  await mkdir(chats, { recursive: true });
  const file = path.join(chats, "session-2026-01-01T00-00-12345678.jsonl");
  await writeFile(file, written("one") + written("two"));
  const ledger = new Ledger(geminiLedger, "12345678-aaaa", config);
  const told = await Promise.all([ledger.news(), ledger.news(), ledger.news()]);
  expect(told.map((entries) => entries.map((entry) => entry.message))).toEqual([["one", "two"], [], []]);
  await writeFile(file, written("three"), { flag: "a" });
  expect(await ledger.news()).toMatchObject([{ message: "three" }]);
});

test("a ledger tells each line once, and only whole ones", async () => {
  const config = await makeFolder();
  const session = "234907b3-0c63-45c3-81df-4550f18473c6";
  const chats = ".gemini/tmp/tree/chats";
  const name = `${chats}/session-2026-11-25T01-14-234907b3.jsonl`;
  const line = (id: string): string =>
    `${JSON.stringify({ id, type: "gemini", content: "é", model: "m", tokens: { input: 1, output: 1 } })}\n`;
  const ledger = new Ledger(geminiLedger, session, config);
  const news = async (): Promise<string[]> => (await ledger.news()).map(({ message }) => message);
  expect(await news()).toEqual([]);
  await writeFiles(config, { [name]: line("a") + line("b").slice(0, 20) });
  expect(await news()).toEqual(["a"]);
  await writeFiles(config, { [name]: line("a") + line("b") });
  expect(await news()).toEqual(["b"]);
  expect(await news()).toEqual([]);

  await writeFiles(config, { [`${chats}/session-2026-11-25T01-20-234907b3.jsonl`]: "{}\n" });
  await keepSession(geminiLedger, session, config);
  expect(existsSync(path.join(config, name))).toBe(false);
  expect((await new Ledger(geminiLedger, session, config).news()).map(({ message }) => message)).toEqual([
    "a",
    "b",
  ]);
});

test("a ledger that is a link is not read", async () => {
  const root = await makeFolder();
  await writeFiles(root, { outside: "{}", "config/.gemini/tmp/tree/chats/x": "" });
  const file = "config/.gemini/tmp/tree/chats/session-2026-11-25T01-14-234907b3.jsonl";
  await symlink(path.join(root, "outside"), path.join(root, file));
  expect(await new Ledger(geminiLedger, "234907b3-x", path.join(root, "config")).news()).toEqual([]);
});
