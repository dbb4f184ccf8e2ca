import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findCommand, isWithin, versionOf } from "./found.ts";

async function programPrinting(text: string): Promise<{ folder: string; file: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), "found-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, "agent");
  await writeFile(file, `#!/bin/sh\necho '${text}'\n`);
  await chmod(file, 0o755);
  return { folder, file };
}

test("a program is found on the path, or where it is named, and keeps its arguments", async () => {
  const { folder, file } = await programPrinting("agent 1.2.3 (build 9)");
  expect(await findCommand(["agent", "--acp"], `/nowhere:${folder}`)).toEqual([file, "--acp"]);
  expect(await findCommand([file])).toEqual([file]);
  expect(await versionOf([file])).toBe("1.2.3");
});

test("a folder, a file that cannot be run, and nothing at all are no program", async () => {
  const { folder, file } = await programPrinting("x");
  await chmod(file, 0o644);
  expect(await findCommand(["agent"], folder)).toBeNull();
  expect(await findCommand([folder])).toBeNull();
  expect(await findCommand(["no-such-agent"], folder)).toBeNull();
});

test("a program that prints no version has none", async () => {
  const { file } = await programPrinting("hello");
  expect(await versionOf([file])).toBeNull();
  expect(await versionOf(["/nowhere/agent"])).toBeNull();
});

test.each([
  ["1.2.3", true],
  ["1.2.2", false],
  ["1.10.0", true],
  ["2.0.0", false],
])("a version is held against a range by its numbers: %s", (version, within) => {
  expect(isWithin(version, { from: "1.2.3", below: "2.0.0" })).toBe(within);
});
