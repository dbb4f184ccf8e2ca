import { expect, test } from "vitest";
import type { Definition } from "../core/definition.ts";
import { UserError } from "../core/error.ts";
import { type Forge, type ForgeCheck, ForgeUnavailable } from "../forge/forge.ts";
import { allow, interrupt } from "./interruption.ts";
import { lookAtOwnChecks, OwnChecksFailed } from "./own-checks.ts";

const check = (name: string, state: ForgeCheck["state"]): ForgeCheck => ({
  name,
  state,
  word: state === "failed" ? "failure" : state,
  url: "",
});
const patience = { longestMs: 50, pollMs: 1 };

/** What a forge answers, by commit: one list after the other, and the last of them for ever. */
function looking(answers: Record<string, (ForgeCheck[] | Error)[]>, checks = true) {
  const asked: string[] = [];
  const checksOn = async (commit: string): Promise<ForgeCheck[]> => {
    const before = asked.filter((one) => one === commit).length;
    asked.push(commit);
    const answer = answers[commit]?.[before] ?? answers[commit]?.at(-1) ?? [];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const forge = { capabilities: { checks }, checksOn } as unknown as Forge;
  const definition = { id: "own-checks", base: "base" } as Definition;
  const look = (allowed: string[] = [], than = patience) =>
    lookAtOwnChecks({ forge, definition }, { head: "head", allowed }, than);
  return { look, asked };
}

test("checks that have begun are waited for, and the base is asked only about a failure", async () => {
  const [pending, passed] = [check("test", "pending"), check("test", "passed")];
  const { look, asked } = looking({ head: [[pending], [pending], [passed]] });
  expect(await look()).toEqual({ checks: [passed], unread: null });
  expect(asked).toEqual(["head", "head", "head"]);
});

test("a check that does not end is not waited for for ever, and stays pending", async () => {
  const { look, asked } = looking({ head: [[check("test", "pending")]] });
  expect((await look([], { longestMs: 3, pollMs: 1 })).checks).toEqual([check("test", "pending")]);
  expect(asked).toHaveLength(4);
});

test("a run that is interrupted waits for no check, and is not made ready", async () => {
  interrupt("own-checks");
  const { look, asked } = looking({ head: [[check("test", "pending")]] });
  await expect(look([], { longestMs: 3_600_000, pollMs: 3_600_000 })).rejects.toThrow(ForgeUnavailable);
  allow("own-checks");
  expect(asked).toEqual(["head"]);
});

test("what fails on the head alone is asked about, unless a person has allowed it on this very commit", async () => {
  const { look } = looking({ head: [[check("test", "failed"), check("lint", "passed")]] });
  const error: unknown = await look().catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(OwnChecksFailed);
  expect(error).toMatchObject({ allowances: ["ci/test@head"] });
  await expect(look(["ci/test@other"])).rejects.toBeInstanceOf(OwnChecksFailed);
  expect((await look(["ci/test@head"])).checks).toHaveLength(2);
});

test("what fails on the base as well is told and asks nobody", async () => {
  const failed = check("test", "failed");
  const { look } = looking({ head: [[failed]], base: [[failed]] });
  expect(await look()).toEqual({ checks: [failed], unread: null });
});

test("checks that the token may not read end no run; a forge that is away does", async () => {
  const forbidden = new UserError("FORGE_FORBIDDEN", "may not read checks", "give it the right");
  expect(await looking({ head: [forbidden] }).look()).toEqual({ checks: [], unread: "may not read checks" });
  await expect(looking({ head: [new ForgeUnavailable("away")] }).look()).rejects.toBeInstanceOf(
    ForgeUnavailable,
  );
});

test("a base that may not be read excuses nothing", async () => {
  const forbidden = new UserError("FORGE_FORBIDDEN", "may not read checks", "give it the right");
  const onBase = looking({ head: [[check("test", "failed")]], base: [forbidden] });
  await expect(onBase.look()).rejects.toBeInstanceOf(OwnChecksFailed);
  const away = looking({ head: [[check("test", "failed")]], base: [new ForgeUnavailable("away")] });
  await expect(away.look()).rejects.toBeInstanceOf(ForgeUnavailable);
});

test("a forge without checks is not asked", async () => {
  const { look, asked } = looking({}, false);
  expect(await look()).toEqual({ checks: [], unread: null });
  expect(asked).toEqual([]);
});
