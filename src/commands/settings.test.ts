import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { noSettings } from "../core/settings.ts";
import { environmentAt } from "./commands.fixture.ts";
import { settingsOf } from "./settings.ts";

async function homeWith(text: string | null): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), "phasegate-home-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  if (text !== null) await writeFile(path.join(home, "settings.yaml"), text);
  return home;
}

const read = async (text: string | null) => settingsOf(environmentAt({ home: await homeWith(text) }));

test("where there is no file, nothing is settled", async () => {
  expect(await read(null)).toEqual(noSettings);
});

test("what the person wrote holds", async () => {
  expect(await read("runtime: codex\nbudget: { usd: 15 }\n")).toMatchObject({
    runtime: "codex",
    budget: { usd: 15 },
  });
});

test("a mistake is named with file and line", async () => {
  await expect(read("runtime: codex\nbudget: { usd: lots }\n")).rejects.toThrow(
    /settings\.yaml:2: budget\.usd/,
  );
});
