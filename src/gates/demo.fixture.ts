import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { document } from "../../test/support/scenario.ts";
import type { Files } from "../../test/support/project.ts";

const storefront = path.join(import.meta.dirname, "../../examples/storefront");

/** The files of a folder of the demo by their paths below it. */
export async function demoFiles(folder: string): Promise<Files> {
  const top = path.join(storefront, folder);
  const entries = await readdir(top, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
    .map((entry) => path.relative(top, path.join(entry.parentPath, entry.name)));
  const texts = await Promise.all(paths.map((each) => readFile(path.join(top, each), "utf8")));
  return Object.fromEntries(paths.map((each, index) => [each, texts[index] ?? ""]));
}

/** Every plan of the demo, and the plan of the tests of whole runs: the honest texts that must pass. */
export async function honestPlans(): Promise<Files> {
  const answers = await demoFiles("answers");
  const isPlan = (name: string): boolean => /(?:^|[-/])plan[.\w]*\.md$/.test(name);
  return {
    ...Object.fromEntries(Object.entries(answers).filter(([name]) => isPlan(name) && name !== withCode)),
    "the tests' plan": document("Requirements", "Changes", "Tests", "Risks"),
  };
}

/** It holds code on purpose. */
export const withCode = "system-plan.1.md";
