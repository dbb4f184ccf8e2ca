import { chmod, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { makeRepository, writeFiles } from "../../../test/support/project.ts";
import { duty } from "../../core/run.fixture.ts";
import { fails, makeStage, passes } from "../gates.fixture.ts";

const remedy = "Put these paths back exactly as they were.";

test("changes inside the role's part pass", async () => {
  const { tree, context } = await makeStage();
  await writeFiles(tree, { "backend/app.js": "x\n", "backend/new.js": "x\n" });
  await chmod(path.join(tree, "backend/new.js"), 0o755);
  expect(await passes("scope", await context())).toBe(
    "2 changed files, all where backend-developer may change them",
  );
});

test("a change outside the part is refused, with all paths and the remedy", async () => {
  const { tree, context } = await makeStage();
  await writeFiles(tree, { "frontend/page.js": "x\n", "other.js": "x\n", "backend/app.js": "x\n" });
  expect((await fails("scope", await context())).split("\n")).toEqual([
    "backend-developer may not change frontend/page.js: it may only change backend/**",
    "backend-developer may not add other.js: it may only change backend/**",
    remedy,
  ]);
});

test.each(["backend/.npmrc", "backend/.gitattributes", "backend/tsconfig.json", "backend/CLAUDE.md"])(
  "%s is protected even inside the part",
  async (file) => {
    const { tree, context } = await makeStage();
    await writeFiles(tree, { [file]: "x\n" });
    expect(await fails("scope", await context())).toContain(`${file}: it is protected in this project`);
  },
);

test("a path that the project protects is refused", async () => {
  const { tree, context } = await makeStage();
  await rm(path.join(tree, "contract/api.yaml"));
  expect(await fails("scope", await context())).toContain(
    "may not delete contract/api.yaml: it is protected",
  );
});

test("tests of others stay, new tests may be added, and one's own may be changed", async () => {
  const { tree, context } = await makeStage();
  await writeFiles(tree, { "backend/test/new.test.js": "x\n" });
  await passes("scope", await context());
  await writeFiles(tree, { "backend/test/app.test.js": "weaker\n" });
  const seen = await context();
  expect(await fails("scope", seen)).toContain("backend/test/app.test.js: tests of others stay as they are");
  const policy = { ...seen.policy, ownTests: ["backend/test/app.test.js"] };
  await passes("scope", { ...seen, policy });
  await rm(path.join(tree, "backend/test/app.test.js"));
  expect(await fails("scope", await context())).toContain("may not delete backend/test/app.test.js");
});

test("a test that is renamed is a test that is deleted", async () => {
  const { tree, context } = await makeStage();
  await rm(path.join(tree, "backend/test/app.test.js"));
  await writeFiles(tree, { "backend/test/renamed.test.js": "// a test\n" });
  expect(await fails("scope", await context())).toContain("tests of others stay as they are");
});

test.each(["/etc/passwd", "../../outside", "../../../etc/passwd", "../.git/config", "x/../../../.."])(
  "a link to %s leads out of the repository",
  async (target) => {
    const { tree, context } = await makeStage();
    await symlink(target, path.join(tree, "backend/link"));
    expect(await fails("scope", await context())).toContain(
      `backend/link is a link that leads out of the repository, to ${target}`,
    );
  },
);

test("a link inside the repository passes", async () => {
  const { tree, context } = await makeStage();
  await symlink("../frontend/page.js", path.join(tree, "backend/link"));
  expect(await passes("scope", await context())).toContain("1 changed file");
});

test("a file that becomes a link out of the repository is refused", async () => {
  const { tree, context } = await makeStage();
  await rm(path.join(tree, "backend/app.js"));
  await symlink("/etc/passwd", path.join(tree, "backend/app.js"));
  expect(await fails("scope", await context())).toContain("leads out of the repository");
});

test("a git repository of its own is refused", async () => {
  const { tree, context } = await makeStage();
  await makeRepository(path.join(tree, "backend/vendor"), { "a.js": "x\n" });
  expect(await fails("scope", await context())).toContain(
    "backend/vendor is a git repository of its own; only files can be delivered",
  );
});

test("a role that was to change files and changed none is refused", async () => {
  const { context } = await makeStage();
  expect(await fails("scope", await context())).toBe(
    "backend-developer was to change files and changed none",
  );
  expect(await passes("scope", await context({ duty: duty("x", { changes: "optional" }) }))).toBe(
    "nothing was changed",
  );
});

test("a role that was to change no file and changed one is refused", async () => {
  const { tree, context } = await makeStage();
  await writeFiles(tree, { "backend/app.js": "x\n" });
  expect(await fails("scope", await context({ duty: duty("x", { changes: "none" }) }))).toBe(
    "backend-developer was to change no file",
  );
});

test("file names that try to look like others are judged as they are", async () => {
  const { tree, context } = await makeStage();
  await writeFiles(tree, { "backend\n/x.js": "x\n", "backend /y.js": "y\n", "Backend/z.js": "z\n" });
  expect((await fails("scope", await context())).match(/may not add/g)).toHaveLength(3);
});

test("of very many mistakes twenty are told", async () => {
  const { tree, context } = await makeStage();
  await writeFiles(
    tree,
    Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`x${index}.js`, "x\n"])),
  );
  const lines = (await fails("scope", await context())).split("\n");
  expect(lines).toHaveLength(22);
  expect(lines.slice(-2)).toEqual(["and 5 more", remedy]);
});
