import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";

const root = path.join(import.meta.dirname, "..", "..");

test("what the strict GitHub takes for GitHub's description is made from GitHub's own, and nothing else", async () => {
  const installed = process.env["PHASEGATE_TEST_GITHUB"];
  if (!installed) throw new Error("run it with: npm run test:github");
  const folder = await mkdtemp(path.join(tmpdir(), "description-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const made = path.join(folder, "description.json");
  const official = path.join(installed, "node_modules", "@octokit", "openapi");
  await execa("node", [path.join(root, "scripts", "github-description.js"), official, "--to", made]);
  const kept = await readFile(path.join(root, "test", "github", "description.json"), "utf8");
  expect((await readFile(made, "utf8")) === kept, "node scripts/github-description.js makes it anew").toBe(
    true,
  );
});
