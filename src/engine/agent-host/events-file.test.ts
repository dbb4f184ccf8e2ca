import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { EventsFile, Waker } from "./events-file.ts";

async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "events-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const line = (text: string): string => `${JSON.stringify({ type: "text", text })}\n`;

async function makeFile() {
  const name = path.join(await tempFolder(), "events.jsonl");
  const events = new EventsFile(name);
  const more = async () =>
    (await events.more()).map((event) => (event.type === "text" ? event.text : event.type));
  return { name, more };
}

test("a file that is not there yet has no events", async () => {
  const { name, more } = await makeFile();
  expect(await more()).toEqual([]);
  await writeFile(name, "");
  expect(await more()).toEqual([]);
});

test("each event is told once, in order", async () => {
  const { name, more } = await makeFile();
  await writeFile(name, line("one") + line("two"));
  expect(await more()).toEqual(["one", "two"]);
  expect(await more()).toEqual([]);
  await appendFile(name, line("three"));
  expect(await more()).toEqual(["three"]);
});

test("half a line waits for its other half, wherever it is cut", async () => {
  const bytes = Buffer.from(line("größe 日本 🎉") + line("two"));
  for (let cut = 1; cut < bytes.length; cut += 3) {
    const { name, more } = await makeFile();
    await writeFile(name, bytes.subarray(0, cut));
    const first = await more();
    await appendFile(name, bytes.subarray(cut));
    expect([...first, ...(await more())]).toEqual(["größe 日本 🎉", "two"]);
  }
});

test("a long event that comes in many pieces is one event", async () => {
  const { name, more } = await makeFile();
  const text = "x".repeat(100_000);
  const whole = line(text);
  const told: string[] = [];
  for (let at = 0; at < whole.length; at += 9_999) {
    await appendFile(name, whole.slice(at, at + 9_999));
    told.push(...(await more()));
  }
  expect(told).toEqual([text]);
});

test("a waiter wakes when something in the folder changes, and when it is rung", async () => {
  const folder = await tempFolder();
  const waker = new Waker(folder);
  const waiting = waker.next();
  await writeFile(path.join(folder, "file"), "x");
  await expect(waiting).resolves.toBeUndefined();
  waker.ring();
  await expect(waker.next()).resolves.toBeUndefined();
  waker.close();
});

test("a folder that cannot be watched wakes its waiter from time to time", async () => {
  const waker = new Waker("/nowhere/at/all");
  await expect(waker.next()).resolves.toBeUndefined();
  waker.close();
});
