import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Run a program of the project and end this process with its exit code when it fails. */
export function run(command, args, options = {}) {
  const { status, error, signal } = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (error) throw error;
  if (status === 0) return;
  process.stderr.write(`\n${command} ${args.join(" ")} ended with ${signal ?? status}\n`);
  process.exit(status ?? 1);
}

/** A program that an installed package brings. */
export const tool = (name) => path.join(root, "node_modules", ".bin", name);

/**
 * Install what package-lock.json names, unless that has been done. `npm ci` would refuse a lock file that was
 * made where not every platform's optional binaries were to be had; `npm install --no-save` reads the same lock
 * and changes nothing in it.
 */
export function install() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    process.stderr.write(`Node ${process.versions.node} is too old; install Node 20.19 or newer\n`);
    process.exit(2);
  }
  const lock = readFileSync(path.join(root, "package-lock.json"), "utf8");
  const stamp = path.join(root, "node_modules", ".phasegate-installed");
  if (read(stamp) === lock) return;
  process.stderr.write("installing dependencies (npm install)\n");
  run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], {
    stdio: ["ignore", 2, 2],
  });
  writeFileSync(stamp, lock);
}

export function build() {
  install();
  run(tool("tsc"), ["-p", "tsconfig.build.json"], { stdio: ["ignore", 2, 2] });
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
