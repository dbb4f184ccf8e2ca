import { expect, test } from "vitest";
import { git, writeFiles } from "../../test/support/project.ts";
import { fails, makeStage, passes } from "./gates.fixture.ts";

test("a step that changed something is committed when its commit holds the changes", async () => {
  const { tree, context } = await makeStage();
  await writeFiles(tree, { "backend/app.js": "x\n" });
  const seen = await context();
  expect(await passes("committed", seen)).toBe(
    `commit ${seen.candidate.slice(0, 12)} on ${seen.before.slice(0, 12)}`,
  );
});

test("a step that changed nothing has nothing to commit", async () => {
  const { context } = await makeStage();
  expect(await passes("committed", await context())).toBe("nothing to commit");
});

test("a commit that does not hold the step's changes is none", async () => {
  const { tree, context } = await makeStage();
  await writeFiles(tree, { "backend/app.js": "x\n" });
  const seen = await context();
  expect(await fails("committed", { ...seen, candidate: seen.before })).toContain(
    "does not hold the step's changes",
  );
  await fails("committed", { ...seen, changes: [] });
});

test("a branch that is at exactly the gated commit is pushed", async () => {
  const { tree, context, user, repository } = await makeStage();
  await writeFiles(tree, { "backend/app.js": "x\n" });
  const seen = await context();
  expect(await fails("pushed", seen)).toBe(
    `phasegate/work is at no commit where it is pushed to, not at ${seen.candidate}`,
  );
  await repository.push(user, "phasegate/work", seen.candidate);
  expect(await passes("pushed", seen)).toBe(`phasegate/work is at ${seen.candidate.slice(0, 12)}`);
});

test("a branch that somebody moved is not the gated commit", async () => {
  const { context, user, base } = await makeStage();
  await git(user, "branch", "phasegate/work");
  await passes("pushed", await context());
  await git(user, "commit", "--quiet", "--allow-empty", "--message=More");
  await git(user, "branch", "--force", "phasegate/work", "main");
  expect(await fails("pushed", await context())).toContain(`not at ${base}`);
});
