import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";

/** Files by path, relative to a folder. */
export type Files = Record<string, string>;

export async function writeFiles(directory: string, files: Files): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(directory, name)), { recursive: true });
    await writeFile(path.join(directory, name), text);
  }
}

/** git with an identity and without the settings of whoever runs the tests. */
export async function git(directory: string, ...args: string[]): Promise<string> {
  const { stdout } = await execa(
    "git",
    ["-c", "user.name=Test", "-c", "user.email=test@localhost", ...args],
    {
      cwd: directory,
      env: { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
    },
  );
  return stdout;
}

/** A repository with one commit that holds `files`. */
export async function makeRepository(directory: string, files: Files): Promise<string> {
  await mkdir(directory, { recursive: true });
  await git(directory, "init", "--quiet", "--initial-branch=main");
  await writeFiles(directory, files);
  await git(directory, "add", "--all");
  await git(directory, "commit", "--quiet", "--allow-empty", "--message=First commit");
  return directory;
}

/** Fails on files that hold the word that the check is named after: BAD-lint, BAD-test ... */
const checkProgram = `
found=$(grep -rn --include='*.js' --include='*.md' "BAD-$1" . | sed -E "s|^\\./||; s|^([^:]+:[0-9]+):.*|\\1: $1 does not like this line|" | sort)
[ -z "$found" ] && exit 0
echo "$found" >&2
exit 1
`;

/** The same in JavaScript, which takes ten times as long. */
const nodeProgram = `
import { readdirSync, readFileSync } from "node:fs";
const kind = process.argv[2];
let failed = 0;
for (const name of readdirSync(".", { recursive: true })) {
  if (!/\\.(js|md)$/.test(name)) continue;
  for (const [index, line] of readFileSync(name, "utf8").split("\\n").entries()) {
    if (!line.includes("BAD-" + kind)) continue;
    console.error(name + ":" + (index + 1) + ": " + kind + " does not like this line");
    failed++;
  }
}
process.exit(failed > 0 ? 1 : 0);
`;

const checksBy = (...command: string[]): string =>
  `{ lint: [${[...command, "lint"].join(", ")}], test: [${[...command, "test"].join(", ")}] }`;

const projectOf = (program: Files, checks: string): Files => ({
  ...program,
  "package.json": '{ "name": "small", "private": true, "type": "module" }\n',
  "backend/app.js": "export const products = () => [];\n",
  "backend/test/app.test.js": "// the backend's test\n",
  "frontend/page.js": "export const page = () => 'products';\n",
  "README.md": "# Small\n",
  ".phasegate/profile.yaml": [
    "parts:",
    `  - { name: backend, path: backend, checks: ${checks} }`,
    `  - { name: frontend, path: frontend, checks: ${checks} }`,
    "",
  ].join("\n"),
});

/** A project of two parts whose checks are real processes and take next to no time. */
export const smallProject: Files = projectOf(
  { "tools/check.sh": checkProgram },
  checksBy("sh", "../tools/check.sh"),
);

/** The same, checked by a program in JavaScript, for tests that change it. */
export const nodeProject: Files = projectOf(
  { "tools/check.js": nodeProgram },
  checksBy("node", "../tools/check.js"),
);

export const smallSpec =
  "# Reviews of products\n\nCustomers review products. They can read the reviews of others.\n";
