import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "../workspace.fixture.ts";
import { mountsOf, readableFor, toolsOn, withoutCovered } from "./readable.ts";

async function program(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, "#!/bin/sh\n", { mode: 0o755 });
  return file;
}

test("a program that npm has installed needs the outermost node_modules folder", async () => {
  const root = await tempFolder();
  const real = await program(path.join(root, "lib/node_modules/a/node_modules/b/cli.js"));
  await mkdir(path.join(root, "bin"));
  await symlink(real, path.join(root, "bin/agent"));
  const link = path.join(root, "bin/agent");
  expect(await readableFor("agent", `/nothing:${root}/bin`)).toEqual([
    `${root}/lib/node_modules`,
    link,
    real,
  ]);
  expect(await readableFor(link)).toEqual([`${root}/lib/node_modules`, link, real]);
});

test("any other program is its file alone, and one that does not exist is nothing", async () => {
  const root = await tempFolder();
  const file = await program(path.join(root, "share/agent/1.0/agent"));
  expect(await readableFor(file)).toEqual([file, file]);
  await writeFile(path.join(root, "text"), "");
  for (const name of ["nothing", path.join(root, "text"), root])
    expect(await readableFor(name, root)).toEqual([]);
});

test("a link is shown as a link with what it leads to", async () => {
  const root = await tempFolder();
  const file = await program(path.join(root, "real"));
  await symlink("real", path.join(root, "one"));
  await symlink(path.join(root, "one"), path.join(root, "two"));
  await symlink("circle", path.join(root, "circle"));
  expect(await mountsOf(path.join(root, "two"))).toEqual([
    { kind: "link", to: `${root}/one`, at: `${root}/two` },
    { kind: "link", to: "real", at: `${root}/one` },
    { kind: "read", from: file, at: file },
  ]);
  expect(await mountsOf(path.join(root, "circle"))).toEqual([]);
  expect(await mountsOf(path.join(root, "nothing"))).toEqual([]);
});

test("what lies in a folder that is shown is not shown again, but is masked", () => {
  const mounts = [
    { kind: "read", from: "/usr", at: "/usr" },
    { kind: "read", from: "/usr/bin", at: "/usr/bin" },
    { kind: "read", from: "/usrlocal", at: "/usrlocal" },
    { kind: "blank-file", at: "/usr/secret" },
  ] as const;
  expect(withoutCovered(mounts)).toEqual([mounts[0], mounts[2], mounts[3]]);
});

test("of a home only the tools on the path are shown", () => {
  const home = "/home/me";
  expect(toolsOn("/usr/bin", home)).toEqual([]);
  expect(
    toolsOn(`${home}/.cargo/bin:${home}/.pyenv/shims:${home}/work/node_modules/.bin:${home}/bin`, home),
  ).toEqual([`${home}/.cargo/bin`, `${home}/.rustup`, `${home}/.pyenv`]);
});
