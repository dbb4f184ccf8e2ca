import { rename, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { writeFiles } from "../../../test/support/project.ts";
import { letters, secretCases } from "../../core/secrets.fixture.ts";
import { fails, judge, makeStage, passes } from "../gates.fixture.ts";

const token = `ghp_${letters(36)}`;

test("what the step wrote and said without a secret passes", async () => {
  const { tree, context } = await makeStage();
  await writeFiles(tree, { "backend/app.js": "const key = process.env.API_KEY;\n" });
  expect(await passes("secrets", await context({ artifact: "## Done\n" }))).toBe(
    "no secret in 1 changed file or in backend-implementation",
  );
});

test("a secret in a file is found at its line, and not repeated", async () => {
  const { tree, context } = await makeStage();
  await writeFiles(tree, { "backend/app.js": `// one\nconst key = "${token}";\n` });
  const verdict = await judge("secrets", await context());
  expect(verdict.findings).toMatchObject([{ rule: "github-token", path: "backend/app.js", line: 2 }]);
  expect(verdict.reason).toBe(
    "backend/app.js:2: a GitHub token of 40 characters; take it out, and read it from the environment where it is needed",
  );
  expect(JSON.stringify(verdict)).not.toContain(token.slice(4));
});

test("a secret in the artifact, in a name and in the target of a link is found", async () => {
  const { tree, context } = await makeStage();
  await writeFiles(tree, { [`backend/${token}.js`]: "x\n" });
  await symlink(`./${token}`, path.join(tree, "backend/link"));
  const verdict = await judge("secrets", await context({ artifact: `## Done\n\n${token}\n` }));
  expect(
    verdict.findings?.map(({ path: file, message }) => [file, /characters(.*?);/.exec(message)?.[1]]),
  ).toEqual([
    ["", " in backend-implementation, line 3"],
    ["", " in the name of a file"],
    ["backend/link", ""],
  ]);
});

test("a secret that was there before is no news when its file is changed, moved or put back", async () => {
  const { tree, context } = await makeStage({ "backend/a.js": `x = "${token}"\n`, "backend/b.js": "b\n" });
  await writeFiles(tree, { "backend/a.js": `// changed\nx = "${token}"\n` });
  await passes("secrets", await context());
  await rename(path.join(tree, "backend/a.js"), path.join(tree, "backend/c.js"));
  await passes("secrets", await context());
  await rm(path.join(tree, "backend/c.js"));
  expect(await passes("secrets", await context())).toContain("no secret in 1 changed file");
});

test("a person may say that it is a false alarm, of this text in this file and of no other", async () => {
  const { tree, context } = await makeStage();
  await writeFiles(tree, { "backend/app.js": `const key = "${token}";\n` });
  const { findings } = await judge("secrets", await context());
  const allowed = new Set(findings?.map(({ allowance }) => allowance ?? ""));
  expect(await passes("secrets", await context({ allowed }))).toContain("a person allowed: backend/app.js:1");
  await writeFiles(tree, { "backend/other.js": `const key = "${token}";\n` });
  expect(await fails("secrets", await context({ allowed }))).toMatch(/^backend\/other\.js:1: [^\n]*$/);
});

test("every file of the table is judged as the table says", async () => {
  const { tree, context } = await makeStage();
  const files = secretCases.map(({ path: file, text }, index) => [`backend/${index}/${file}`, text] as const);
  await writeFiles(tree, Object.fromEntries(files));
  const expected = files.filter((_, index) => secretCases[index]?.expect !== "honest").map(([file]) => file);
  const found: string[] = [];
  const whole = await context();
  for (const change of whole.changes)
    if ((await judge("secrets", { ...whole, changes: [change] })).verdict === "failed")
      found.push(change.path);
  expect(found.sort()).toEqual(expected.sort());
});

test("a secret does not hide behind others that were allowed", async () => {
  const { tree, context } = await makeStage();
  const secrets = Array.from({ length: 30 }, (_, index) => `ghp_${letters(36, "base", index + 1)}`);
  await writeFiles(tree, { "backend/a.js": secrets.slice(0, 20).join("\n") });
  const { findings } = await judge("secrets", await context());
  const allowed = new Set(findings?.map(({ allowance }) => allowance ?? ""));
  await writeFiles(tree, { "backend/a.js": secrets.join("\n") });
  expect((await fails("secrets", await context({ allowed }))).split("\n")).toHaveLength(10);
});

test("files that are no text are looked through too", async () => {
  const { tree, context } = await makeStage();
  await writeFiles(tree, {
    "backend/a.bin": `\0\u0001\uFFFD${token}\0`,
    "backend/big.txt": "word ".repeat(600_000),
  });
  expect(await fails("secrets", await context())).toMatch(/^backend\/a\.bin:1: a GitHub token/);
});
