/** Tests with the real programs of runtimes, which it installs; the last line counts them. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { countedTests } from "./counted-tests.js";
import { build, root, run } from "./install.js";

/** Exact, for npm takes older ones where the newest do not name this version of Node. */
const versions = {
  "@anthropic-ai/claude-code": "2.1.330",
  "@google/gemini-cli": "0.61.0",
  "@openai/codex": "0.169.0",
};

build();
const folder = path.join(root, "node_modules", ".cache", "phasegate-runtimes");
installRuntimes();
const sandbox = ensureSandbox();
const { passed, total, files, failed, skipped, status } = countedTests({
  config: path.join("test", "runtimes", "vitest.config.ts"),
  only: process.argv.slice(2),
  env: { PHASEGATE_TEST_RUNTIMES: folder },
});
const held = sandbox ? "" : "; no sandbox held the agents, and what needs one was not tried";
process.stdout.write(
  `npm run test:runtimes: ${passed} of ${total} tests passed in ${files} files, ${failed} failed, ${skipped} skipped${held}\n`,
);
process.exit(status);

/** About a gigabyte, once; what is complete is used again. */
function installRuntimes() {
  const wanted = `${JSON.stringify({ private: true, dependencies: versions }, null, 2)}\n`;
  const stamp = path.join(folder, "complete.json");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  process.stderr.write("installing Claude Code, Codex and Gemini CLI (npm install, about 1 GB)\n");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), wanted);
  const quietly = { cwd: folder, stdio: ["ignore", 2, 2] };
  const plain = ["--no-audit", "--no-fund", "--loglevel=error"];
  run("npm", ["install", "--ignore-scripts", ...plain], quietly);
  // Claude Code's own script puts the program for this platform in its place; it fetches nothing.
  run("npm", ["rebuild", "@anthropic-ai/claude-code", ...plain], quietly);
  for (const name of ["claude", "codex", "gemini"])
    run(path.join(folder, "node_modules", ".bin", name), ["--version"], quietly);
  writeFileSync(stamp, wanted);
}

/** Whether the operating system can hold agents here; installs bubblewrap where that is all there is to do. */
function ensureSandbox() {
  if (process.platform !== "linux") return existsSync("/usr/bin/sandbox-exec");
  if (!works("bwrap", ["--version"]) && process.getuid?.() === 0 && works("apt-get", ["--version"])) {
    process.stderr.write("installing bubblewrap (apt-get)\n");
    const quietly = { stdio: ["ignore", 2, 2], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    spawnSync("apt-get", ["update", "-qq"], quietly);
    spawnSync("apt-get", ["install", "-y", "-qq", "bubblewrap"], quietly);
  }
  if (works("bwrap", ["--ro-bind", "/", "/", "--unshare-pid", "--unshare-net", "true"])) return true;
  process.stderr.write(
    "bubblewrap cannot hold processes here: install it (apt install bubblewrap) and allow user namespaces; agents run unheld\n",
  );
  return false;
}

function works(command, args) {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}
