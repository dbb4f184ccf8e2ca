import { expect, test } from "vitest";
import { git, makeRepository } from "../../test/support/project.ts";
import { tempFolder } from "../workspace/workspace.fixture.ts";
import { environmentAt } from "./commands.fixture.ts";
import { whereaboutsOf } from "./lost-run.ts";

/** Where a word leads to in a clone with these remotes. */
async function leads(text: string, remotes: Record<string, string> = {}, variables = {}) {
  const root = await makeRepository(await tempFolder(), { "a.txt": "one\n" });
  for (const [name, url] of Object.entries(remotes)) await git(root, "remote", "add", name, url);
  return whereaboutsOf(text, root, environmentAt({ home: root, variables }));
}

const origin = { origin: "https://github.com/o/r.git" };
const there = { kind: "github", host: "github.com", owner: "o", repo: "r", issue: 42 };

test.each([
  "https://github.com/o/r/issues/42",
  "https://github.com/o/r/pull/42",
  " https://github.com/o/r/pull/42/ ",
])("the address %s names repository and number", async (text) => {
  expect(await leads(text)).toEqual([{ number: 42, forge: { ...there, push: { owner: "o", repo: "r" } } }]);
});

test("a number is of the clone's own GitHub", async () => {
  expect(await leads("#42", origin)).toEqual([
    { number: 42, forge: { ...there, push: { owner: "o", repo: "r" } } },
  ]);
});

test("forks that the clone knows are places to look at, after the repository itself", async () => {
  const places = await leads("42", { origin: "git@github.com:me/r.git", upstream: "https://github.com/o/r" });
  expect(places.map(({ forge }) => forge?.push)).toEqual([
    { owner: "o", repo: "r" },
    { owner: "me", repo: "r" },
  ]);
});

test("in a clone of no GitHub a number is of the forge of files, and so is its page", async () => {
  expect(await leads("4")).toEqual([{ number: 4, forge: undefined }]);
  expect(await leads("file:///home/me/forge/shop-1/items/4/page.md#comment-1", origin)).toEqual([
    { number: 4, forge: undefined },
  ]);
});

test("an Enterprise server is one when somebody says so", async () => {
  const text = "https://ghe.example.com/o/r/issues/42";
  await expect(leads(text)).rejects.toThrow(/nobody says that ghe\.example\.com is a GitHub/);
  expect(await leads(text, {}, { GH_HOST: "ghe.example.com" })).toMatchObject([
    { forge: { host: "ghe.example.com" } },
  ]);
});

test.each(["spec.md", "https://github.com/o/r", "file:///etc/passwd", ""])(
  "%j is no address",
  async (text) => {
    await expect(leads(text)).rejects.toMatchObject({ code: "NO_ISSUE_ADDRESS" });
  },
);
