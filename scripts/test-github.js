/**
 * Tests on the strict GitHub that take long or need what npm test does not: GitHub's own client, GitHub's whole
 * description, the demo. Installs both; the last line counts the tests.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { countedTests } from "./counted-tests.js";
import { build, root, run } from "./install.js";

const versions = { "@octokit/openapi": "23.0.2" };

build();
const folder = path.join(root, "node_modules", ".cache", "phasegate-github");
ensureClient();
installDescription();
const { passed, total, files, failed, skipped, status } = countedTests({
  config: path.join("test", "github-optin", "vitest.config.ts"),
  only: process.argv.slice(2),
  env: { PHASEGATE_TEST_GITHUB: folder },
});
process.stdout.write(
  `npm run test:github: ${passed} of ${total} tests passed in ${files} files, ${failed} failed, ${skipped} skipped\n`,
);
process.exit(status);

/** Debian's package is installed where that is all there is to do. */
function ensureClient() {
  if (works("gh", ["--version"])) return;
  if (process.platform === "linux" && process.getuid?.() === 0 && works("apt-get", ["--version"])) {
    process.stderr.write("installing gh (apt-get)\n");
    const quietly = { stdio: ["ignore", 2, 2], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    spawnSync("apt-get", ["update", "-qq"], quietly);
    spawnSync("apt-get", ["install", "-y", "-qq", "gh"], quietly);
  }
  if (works("gh", ["--version"])) return;
  process.stderr.write("GitHub's client gh is missing: install it (apt install gh, brew install gh)\n");
  process.exit(2);
}

/** 385 MB, once; what is complete is used again. */
function installDescription() {
  const wanted = `${JSON.stringify({ private: true, dependencies: versions }, null, 2)}\n`;
  const stamp = path.join(folder, "complete.json");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  process.stderr.write("installing GitHub's description of its API (npm install, 385 MB)\n");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), wanted);
  const plain = ["--no-audit", "--no-fund", "--loglevel=error"];
  run("npm", ["install", "--ignore-scripts", ...plain], { cwd: folder, stdio: ["ignore", 2, 2] });
  writeFileSync(stamp, wanted);
}

function works(command, args) {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}
