import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { expect, test } from "vitest";
import { entries } from "./entries.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** `"B15, B17: what happens"` at the beginning of a test's name. */
const named = /["'`]((?:[BF]\d\d, )*[BF]\d\d): [\w%$]/g;

async function idsInTests(): Promise<string[]> {
  const files = (await Promise.all(["src", "test"].map(testsBelow))).flat();
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return texts.flatMap((text) => [...text.matchAll(named)].flatMap(([, ids = ""]) => ids.split(", ")));
}

async function testsBelow(folder: string): Promise<string[]> {
  const names = await readdir(path.join(root, folder), { recursive: true });
  return names
    .filter((name) => /\.(test|testsuite)\.ts$/.test(name))
    .map((name) => path.join(root, folder, name));
}

/** The first column of the table of what is left out. */
async function idsLeftOut(): Promise<string[]> {
  const page = await readFile(path.join(root, "docs/out-of-scope/hostile-input.md"), "utf8");
  return [...page.matchAll(/^\|\s*([BF]\d\d)\s*\|/gm)].map(([, id = ""]) => id);
}

test("each entry is the beginning of a test's name, or is left out with the reason", async () => {
  const known = new Set([...(await idsInTests()), ...(await idsLeftOut())]);
  expect(Object.keys(entries).filter((id) => !known.has(id))).toEqual([]);
  expect([...known].filter((id) => !(id in entries))).toEqual([]);
});
