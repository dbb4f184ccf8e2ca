// Delivers the demo feature on a fresh copy of the demo project, as a user would by hand.
import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { spawnSync } from "node:child_process";
import { build, root, run } from "./install.js";

const args = process.argv.slice(2);
const workflow = valueOf("--workflow") ?? "feature";
const json = args.includes("--json");
build();

const storefront = path.join(root, "examples", "storefront");
const folder = mkdtempSync(path.join(tmpdir(), "phasegate-demo-"));
const repository = path.join(folder, "storefront");
cpSync(path.join(storefront, "project"), repository, {
  recursive: true,
  filter: (file) => path.basename(file) !== "node_modules",
});
cpSync(path.join(storefront, "spec.md"), path.join(folder, "spec.md"));
git("init", "--quiet", "--initial-branch=main");
git("add", "--all");
git(
  "-c",
  "user.name=Demo",
  "-c",
  "user.email=demo@localhost",
  "commit",
  "--quiet",
  "--message=The storefront before the feature",
);

const home = process.env["PHASEGATE_HOME"] ?? path.join(folder, "state");
const scenario = path.join(
  storefront,
  workflow === "feature" ? "scenario.yaml" : `scenario.${workflow}.yaml`,
);
const command = [
  "run",
  path.join(folder, "spec.md"),
  "--repo",
  repository,
  "--workflow",
  workflow,
  "--runtime",
  `scripted:${scenario}`,
];
const { status } = spawnSync(
  process.execPath,
  [path.join(root, "dist", "cli.js"), ...command, ...(json ? ["--json"] : [])],
  {
    stdio: "inherit",
    env: { ...process.env, PHASEGATE_HOME: home },
  },
);
say(`
the project       ${repository}
all state         ${home}
more of it        PHASEGATE_HOME=${home} node ${path.join(root, "dist", "cli.js")} status --repo ${repository}
remove it all     rm -rf ${folder}
`);
process.exitCode = status ?? 1;

function git(...words) {
  run("git", words, { cwd: repository, stdio: ["ignore", 2, 2] });
}

function valueOf(name) {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args[at + 1];
}

function say(text) {
  (json ? process.stderr : process.stdout).write(text);
}
