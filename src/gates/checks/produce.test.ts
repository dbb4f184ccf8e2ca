import { symlink } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { profileSchema } from "../../core/profile.ts";
import type { Files } from "../../../test/support/project.ts";
import { writeFiles } from "../../../test/support/project.ts";
import { commitOf, makePlace } from "../../workspace/workspace.fixture.ts";
import { createChecks } from "./runner.ts";

const profile = profileSchema.parse({ parts: [{ name: "app", path: "app", checks: {} }] });

async function makeMaker(files: Files) {
  const place = await makePlace(files);
  const maker = createChecks({
    repository: place.repository,
    profile,
    directory: path.join(place.root, "checkout"),
    store: path.join(place.root, "store"),
    environment: "test machine",
    home: path.join(place.root, "home"),
    now: () => new Date("2026-01-01T00:00:00.000Z"),
    recall: () => Promise.resolve(null),
    remember: () => Promise.resolve(),
    timeoutMs: 60_000,
  });
  return { ...place, maker };
}

test("what a command makes and prints is told with its evidence, complaints kept apart", async () => {
  const { maker, base } = await makeMaker({
    "app/make.sh": "echo hello; echo oops >&2; echo new > made.txt; exit 3\n",
    "app/made.txt": "old\n",
  });
  const made = await maker.produce(base, {
    part: "app",
    command: ["sh", "make.sh"],
    files: ["app/made.txt"],
  });
  expect(made.evidence).toMatchObject({
    commit: base,
    command: "app: sh make.sh",
    exitCode: 3,
    outputTail: "oops\n",
  });
  expect(made.printed).toBe("hello\n");
  expect([...made.files]).toEqual([["app/made.txt", "new\n"]]);
});

test("a file that the command did not make is not there, whatever the commit holds", async () => {
  const { maker, base } = await makeMaker({ "app/made.txt": "old\n" });
  const made = await maker.produce(base, {
    part: "app",
    command: ["true"],
    files: ["app/made.txt", "nowhere/x"],
  });
  expect([...made.files.values()]).toEqual([null, null]);
});

test("a link shows nothing from outside of the checkout", async () => {
  const { maker, repository, base, root } = await makeMaker({ "app/a.txt": "a\n" });
  await writeFiles(root, { "secret/key": "s3cret\n" });
  const work = path.join(root, "work");
  await repository.checkout(base, work, []);
  await symlink(path.join(root, "secret"), path.join(work, "app/out"));
  const commit = await commitOf(repository, work, base);
  const made = await maker.produce(commit, {
    part: "app",
    command: ["sh", "-c", "ln -s /etc/passwd link"],
    files: ["app/out/key", "app/link"],
  });
  expect([...made.files.values()]).toEqual([null, null]);
});

test("a command that does not exist ends with 127", async () => {
  const { maker, base } = await makeMaker({ "app/a.txt": "a\n" });
  const made = await maker.produce(base, { part: "app", command: ["no-such-program"], files: [] });
  expect(made.evidence.exitCode).toBe(127);
});
