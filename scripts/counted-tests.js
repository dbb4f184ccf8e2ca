import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root, tool } from "./install.js";

/** Run the tests of a vitest configuration of their own, or only those that `only` names, and count them. */
export function countedTests({ config, only, env }) {
  const place = mkdtempSync(path.join(tmpdir(), "phasegate-test-"));
  const report = path.join(place, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { status: code } = spawnSync(
    tool("vitest"),
    ["run", "--config", config, "--root", root, ...reporters, ...only],
    { cwd: root, stdio: "inherit", env: { ...process.env, ...env } },
  );
  const told = JSON.parse(readFileSync(report, "utf8"));
  rmSync(place, { recursive: true });
  return {
    passed: told.numPassedTests,
    total: told.numTotalTests,
    files: told.testResults.length,
    failed: told.numFailedTests,
    skipped: told.numPendingTests,
    status: code ?? 1,
  };
}
