/** All tests that need no large download, on a fresh clone too; the last line counts them. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, root, tool } from "./install.js";

build();
const folder = mkdtempSync(path.join(tmpdir(), "phasegate-test-"));
const report = path.join(folder, "report.json");
const only = process.argv.slice(2);
const coverage = only.length === 0 ? ["--coverage"] : [];
const { status } = spawnSync(
  tool("vitest"),
  ["run", ...coverage, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...only],
  { cwd: root, stdio: "inherit" },
);
const { numPassedTests, numFailedTests, numPendingTests, numTotalTests, testResults } = JSON.parse(
  readFileSync(report, "utf8"),
);
rmSync(folder, { recursive: true });
process.stdout.write(
  `npm test: ${numPassedTests} of ${numTotalTests} tests passed in ${testResults.length} files, ${numFailedTests} failed, ${numPendingTests} skipped\n`,
);
process.exit(status ?? 1);
