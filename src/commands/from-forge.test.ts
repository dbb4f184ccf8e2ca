import { expect, test } from "vitest";
import { git, makeRepository } from "../../test/support/project.ts";
import { UserError } from "../core/error.ts";
import type { Engine } from "../engine/engine.ts";
import type { Whereabouts } from "../engine/restore/recall.ts";
import { tempFolder } from "../workspace/workspace.fixture.ts";
import { environmentAt } from "./commands.fixture.ts";
import { resumeFromForge } from "./from-forge.ts";

const noRecord = new UserError("NO_RECORD", "no record", "");
const refused = new UserError("RECORD_REFUSED", "not proven", "");

/** The command in a clone of a fork, with an engine that answers each place in turn with an error. */
async function asks(...answers: UserError[]) {
  const folder = await tempFolder();
  const clone = await makeRepository(`${folder}/clone`, { "a.txt": "one\n" });
  await git(clone, "remote", "add", "origin", "https://github.com/me/r.git");
  const asked: Whereabouts[] = [];
  const closed: boolean[] = [];
  const engine: Pick<Engine, "recall" | "close"> = {
    recall(where) {
      asked.push(where);
      return Promise.reject(answers[asked.length - 1] ?? noRecord);
    },
    close: () => Promise.resolve(void closed.push(true)),
  };
  const environment = {
    ...environmentAt({ home: `${folder}/home`, cwd: clone }),
    openEngine: () => Promise.resolve(engine as Engine),
  };
  const options = { fromForge: "https://github.com/o/r/issues/42" };
  const error: unknown = await resumeFromForge("260101", options, environment).catch(
    (thrown: unknown) => thrown,
  );
  return { error, closed, asked, clone };
}

test("where the repository has no record, the clone's forks are asked; none says what the repository said", async () => {
  const { error, asked, clone, closed } = await asks(noRecord, new UserError("NO_RECORD", "another", ""));
  expect(error).toBe(noRecord);
  expect(asked.map(({ forge }) => forge?.push.owner)).toEqual(["o", "me"]);
  expect(asked[0]).toMatchObject({ number: 42, run: "260101", repository: clone });
  expect(closed).toEqual([true]);
});

test("a record that is not proven ends the search", async () => {
  const first = await asks(refused);
  expect(first.error).toBe(refused);
  expect(first.asked).toHaveLength(1);
  expect((await asks(noRecord, refused)).error).toBe(refused);
});

test("outside of a clone nothing is asked", async () => {
  const environment = environmentAt({ home: await tempFolder(), cwd: await tempFolder() });
  await expect(resumeFromForge(undefined, { fromForge: "1" }, environment)).rejects.toMatchObject({
    code: "NOT_A_REPOSITORY",
  });
});

test("a budget that is none is named before anything is looked at", async () => {
  const environment = environmentAt({ home: await tempFolder() });
  const options = { fromForge: "1", budget: "much" };
  await expect(resumeFromForge(undefined, options, environment)).rejects.toThrow(UserError);
});
