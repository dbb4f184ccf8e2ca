import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { geminiLedger } from "./agents/gemini-ledger.ts";
import { Ledger } from "./ledger.ts";

const message = (id: string): string =>
  `${JSON.stringify({ id, type: "gemini", model: "m", content: "x", tokens: { input: 1, output: 1 } })}\n`;

test("however many ask at once, each entry is told once and none is passed over", async () => {
  const config = await mkdtemp(path.join(tmpdir(), "ledger-"));
  onTestFinished(() => rm(config, { recursive: true, force: true }));
  const chats = path.join(config, ".gemini/tmp/project/chats");
  await mkdir(chats, { recursive: true });
  const file = path.join(chats, "session-2026-01-01T00-00-12345678.jsonl");
  await writeFile(file, message("one") + message("two"));
  const ledger = new Ledger(geminiLedger, "12345678-aaaa", config);
  const told = await Promise.all([ledger.news(), ledger.news(), ledger.news()]);
  expect(told.map((entries) => entries.map((entry) => entry.message))).toEqual([["one", "two"], [], []]);
  await writeFile(file, message("three"), { flag: "a" });
  expect(await ledger.news()).toMatchObject([{ message: "three" }]);
});
