import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { branchFor } from "../../src/commands/run-id.ts";
import { prepareAgentTree } from "../../src/workspace/tree.ts";
import { commitOf, makePlace, type Place } from "../../src/workspace/workspace.fixture.ts";
import { git, makeRepository, writeFiles } from "../support/project.ts";

interface Trap extends Place {
  tree: string;
  /** A program that leaves a proof when anybody runs it, and passes its input on. */
  program: string;
  sprung(): Promise<string>;
}

async function setTrap(files?: Record<string, string>): Promise<Trap> {
  const place = await makePlace(files);
  const tree = path.join(place.root, "tree");
  await prepareAgentTree(place.repository, place.base, tree);
  const proof = path.join(place.root, "proof");
  const program = path.join(place.root, "trap.sh");
  await writeProgram(program, `echo "$0 $@" >> '${proof}'\ncat`);
  return { ...place, tree, program, sprung: () => readFile(proof, "utf8").catch(() => "") };
}

async function writeProgram(file: string, script: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

/** All that the engine does with a tree: look, commit, check out, push. */
async function deliver({ repository, base, root, user }: Place, tree: string): Promise<string> {
  const commit = await commitOf(repository, tree, base);
  await repository.changes(base, commit);
  await repository.diff(base, commit, 10_000);
  await repository.checkout(commit, path.join(root, "checkout"), []);
  await repository.push(user, "phasegate/work", commit);
  return commit;
}

test("B15: hooks in the agent's .git, also after a commit, do not run", async () => {
  const trap = await setTrap();
  for (const hook of ["pre-commit", "post-commit", "post-checkout", "reference-transaction", "pre-push"])
    await writeProgram(path.join(trap.tree, ".git/hooks", hook), trap.program);
  await git(trap.tree, "config", "core.hooksPath", path.join(trap.tree, ".git/hooks"));
  await writeFiles(trap.tree, { "a.txt": "two\n" });
  const commit = await deliver(trap, trap.tree);
  expect(await trap.repository.file(commit, "a.txt")).toBe("two\n");
  expect(await trap.sprung()).toBe("");
});

test("B17: a clean filter in .gitattributes does not run", async () => {
  const trap = await setTrap({ ".gitattributes": "* filter=evil\n", "a.txt": "one\n" });
  for (const repository of [trap.tree, trap.user])
    for (const kind of ["clean", "smudge", "process"])
      await git(repository, "config", `filter.evil.${kind}`, trap.program);
  await git(trap.tree, "config", "filter.evil.required", "true");
  await writeFiles(trap.tree, {
    "a.txt": "two\n",
    "sub/.gitattributes": "* filter=evil\n",
    "sub/b.txt": "b\n",
  });
  const commit = await deliver(trap, trap.tree);
  expect(await trap.repository.file(commit, "sub/b.txt")).toBe("b\n");
  expect(await trap.sprung()).toBe("");
});

test("B19: a tree whose .git leads to a hostile repository is read as plain files", async () => {
  const trap = await setTrap();
  const evil = await makeRepository(path.join(trap.root, "evil"), { "x.txt": "x\n" });
  for (const name of ["core.fsmonitor", "core.sshCommand", "diff.external"])
    await git(evil, "config", name, trap.program);
  await rm(path.join(trap.tree, ".git"), { recursive: true });
  await writeFiles(trap.tree, { ".git": `gitdir: ${evil}/.git\n`, "a.txt": "two\n" });
  const commit = await deliver(trap, trap.tree);
  expect(await trap.repository.files(commit)).toEqual(["a.txt"]);
  expect(await trap.sprung()).toBe("");
});

test("B21: included settings, rewritten addresses, credential helpers and ssh commands are not honoured", async () => {
  const trap = await setTrap();
  const elsewhere = path.join(trap.root, "elsewhere");
  await git(trap.root, "init", "--quiet", "--bare", elsewhere);
  const settings = [
    `[credential]\n\thelper = ${trap.program}\n[core]\n\tsshCommand = ${trap.program}\n`,
    `[url "${elsewhere}"]\n\tpushInsteadOf = ${trap.user}\n\tinsteadOf = ${trap.user}\n`,
  ].join("");
  await writeFile(path.join(trap.root, "included"), settings);
  for (const repository of [trap.tree, trap.user])
    await git(repository, "config", "include.path", path.join(trap.root, "included"));
  await writeFiles(trap.tree, { "a.txt": "two\n" });
  const commit = await deliver(trap, trap.tree);
  expect(await trap.repository.remoteBranch(trap.user, "phasegate/work")).toBe(commit);
  expect(await git(elsewhere, "for-each-ref")).toBe("");
  expect(await trap.sprung()).toBe("");
});

test.for([
  { called: "like an option of ssh", title: "-oProxyCommand=touch x" },
  { called: "like an option of git", title: "--upload-pack=touch x" },
  { called: "like a way to another branch", title: "../../../refs/heads/main" },
  { called: "by signs that git knows", title: "a..b@{1}~^:?*[\\" },
  { called: "over two lines", title: "line\nbreak\u0000" },
  { called: "like a lock", title: ".lock" },
  { called: "by 4 KB", title: "x".repeat(4096) },
  { called: "by a picture", title: "\u{1F600}" },
])("B23: a feature that is called $called gets a plain branch of the engine's own", async ({ title }) => {
  const branch = branchFor(title, "261125-abcdef");
  expect(branch).toMatch(/^phasegate\/[a-z0-9-]{1,80}$/);
  expect(await git("/", "check-ref-format", "--branch", branch)).toBe(branch);
});

const linux = process.platform === "linux"; // other systems change or refuse some of these names

test.runIf(linux)(
  "B25: names with newlines, dashes, 254 bytes or no text, or that differ in case, are files like any other",
  async () => {
    const trap = await setTrap();
    const names = [
      "-rf",
      "--exec=x",
      "new\nline",
      "ä".repeat(127),
      "Same.txt",
      "same.txt",
      'quote"s',
      "a\tb",
      "…\\",
    ];
    await writeFiles(trap.tree, Object.fromEntries(names.map((name) => [name, `${name}\n`])));
    await writeFile(
      Buffer.concat([Buffer.from(`${trap.tree}/`), Buffer.from([0xff, 0xfe, 0x61])]),
      "bytes\n",
    );
    const commit = await deliver(trap, trap.tree);
    const files = await trap.repository.files(commit);
    for (const name of names) {
      expect(files).toContain(name);
      expect(await trap.repository.file(commit, name)).toBe(`${name}\n`);
    }
    expect(files).toHaveLength(names.length + 2);
  },
);

test("F09: a push whose answer was lost is found to be done, and adds nothing the second time", async () => {
  const { repository, user, tree, base } = await setTrap();
  await writeFiles(tree, { "a.txt": "two\n" });
  const commit = await commitOf(repository, tree, base);
  // It arrives, and the engine does not hear of it.
  await git(repository.gitDir, "push", "--quiet", user, `${commit}:refs/heads/phasegate/work`);
  await repository.push(user, "phasegate/work", commit);
  expect(await repository.remoteBranch(user, "phasegate/work")).toBe(commit);
  expect(await git(user, "rev-list", "--count", "main..phasegate/work")).toBe("1");
  expect(await git(user, "reflog", "show", "--format=%gs", "phasegate/work", "--")).toBe("push");
});
