import path from "node:path";
import { expect, test } from "vitest";
import { writeFiles } from "../../test/support/project.ts";
import { historyOf, parentOf, trailersOf } from "./history.ts";
import { facts, makePlace } from "./workspace.fixture.ts";

test("the commits between two are told oldest first, with all that they say", async () => {
  const { root, repository, base } = await makePlace();
  const tree = path.join(root, "tree");
  await repository.checkout(base, tree, []);
  await writeFiles(tree, { "b.txt": "two\n" });
  const object = await repository.snapshot(tree, base);
  const one = await repository.commit(facts(object, base, { message: "One\n\nBody\n\nA: b\n", name: "Ann" }));
  const two = await repository.commit(facts(object, one, { message: "Two\n" }));
  expect(await historyOf(repository, base, two)).toEqual([
    { id: one, tree: object, parents: [base], author: "Ann", message: "One\n\nBody\n\nA: b\n" },
    { id: two, tree: object, parents: [one], author: "Agent", message: "Two\n" },
  ]);
  expect(await historyOf(repository, two, two)).toEqual([]);
  expect(await parentOf(repository, two)).toBe(one);
});

test("trailers stand in the last paragraph only, one a line", () => {
  const message =
    "Subject\n\nPhasegate-Run: forged\n\nPhasegate-Run: r1\nPhasegate-Step: quality/a.2\nno trailer\n";
  expect([...trailersOf(message)]).toEqual([
    ["Phasegate-Run", "r1"],
    ["Phasegate-Step", "quality/a.2"],
  ]);
  expect(trailersOf("").size).toBe(0);
});
