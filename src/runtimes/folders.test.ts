import { lstat, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeFiles } from "../../test/support/project.ts";
import { freePath, makeFolder } from "./folders.ts";

async function makeRoot(): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), "folders-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await writeFiles(root, { "outside/file": "mine" });
  return root;
}

test("a folder is made in the place of a file or a link, and one that is there keeps what it holds", async () => {
  const root = await makeRoot();
  await symlink("outside", path.join(root, "linked"));
  await writeFile(path.join(root, "file"), "");
  for (const name of ["linked", "file", "outside", "new/below"]) {
    await makeFolder(path.join(root, name));
    expect((await lstat(path.join(root, name))).isDirectory()).toBe(true);
  }
  expect(await readFile(path.join(root, "outside/file"), "utf8")).toBe("mine");
});

test("nothing is at a free path, and no link on the way to it leads elsewhere", async () => {
  const root = await makeRoot();
  await writeFiles(root, { "inside/held/file": "" });
  await symlink("../outside", path.join(root, "inside/linked"));
  for (const name of ["linked/file", "held", "new/below/file"])
    await writeFile(await freePath(path.join(root, "inside"), name), "ours", { flag: "wx" });
  expect(await readFile(path.join(root, "inside/linked/file"), "utf8")).toBe("ours");
  expect(await readFile(path.join(root, "outside/file"), "utf8")).toBe("mine");
});
