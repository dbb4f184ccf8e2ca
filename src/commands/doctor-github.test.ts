import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type GitHub, startGitHub } from "../../test/github/server.ts";
import { git, makeRepository } from "../../test/support/project.ts";
import { environmentAt } from "./commands.fixture.ts";
import { gitHubFindings } from "./doctor-github.ts";

let hub: GitHub;
beforeAll(async () => {
  hub = await startGitHub();
}, 60_000);
afterAll(() => hub.close());

/** A repository with this remote, and what doctor says of it with these variables. */
async function findingsWith(remote: string | null, variables: Record<string, string>) {
  const root = await mkdtemp(path.join(tmpdir(), "phasegate-doctor-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const repository = await makeRepository(path.join(root, "shop"), {});
  if (remote !== null) await git(repository, "remote", "add", "origin", remote);
  const withoutGh = { PATH: path.dirname(process.execPath) };
  const environment = environmentAt({
    home: root,
    cwd: repository,
    variables: { ...withoutGh, ...variables },
  });
  return { found: await gitHubFindings(repository, environment), said: environment.complained() };
}

const here = () => ({ GH_HOST: hub.url, GH_TOKEN: hub.token("writer") });

test("where neither a remote nor a token is of GitHub, doctor is silent", async () => {
  expect((await findingsWith(null, {})).found).toEqual([]);
  expect((await findingsWith("https://gitlab.com/acme/shop.git", {})).found).toEqual([]);
});

test("repository, login, right and where the token came from stand in one line, without the token", async () => {
  const variables = here();
  const { found, said } = await findingsWith(`${hub.url}/acme/shop.git`, variables);
  expect(found).toEqual([
    {
      name: "github",
      state: "ok",
      found: `acme/shop on ${hub.url}, as writer by the token from GH_TOKEN: may push`,
      remedy: "",
    },
  ]);
  expect(JSON.stringify(found) + said).not.toContain(variables.GH_TOKEN);
});

test("what stands in a run's way on GitHub is a note with its remedy, and never bad", async () => {
  const remote = `${hub.url}/acme/shop.git`;
  const notes = [
    await findingsWith("git@github.com:acme/shop.git", {}),
    await findingsWith(remote, { ...here(), GH_TOKEN: "ghp_false" }),
    await findingsWith(remote, { ...here(), GH_TOKEN: hub.token("reader") }),
    await findingsWith(`${hub.url}/acme/nothing.git`, here()),
    await findingsWith(null, { GH_TOKEN: "ghp_idle" }),
    await findingsWith(remote, { ...here(), GH_HOST: "two words" }),
  ].flatMap(({ found }) => found);
  expect(notes.map(({ state }) => state)).toEqual(Array(6).fill("note"));
  expect(notes.map(({ found }) => found)).toEqual([
    "acme/shop on github.com: there is no token for github.com",
    `acme/shop on ${hub.url}: ${hub.url} does not accept the token from GH_TOKEN`,
    `acme/shop on ${hub.url}, as reader by the token from GH_TOKEN: may not push`,
    `acme/nothing on ${hub.url}, as writer by the token from GH_TOKEN: it is not there, or not to be seen`,
    "a token in GH_TOKEN, and no remote of this repository on GitHub",
    "GH_HOST is two words, which is no host of a GitHub",
  ]);
  expect(notes.every(({ remedy }) => remedy !== "")).toBe(true);
});
