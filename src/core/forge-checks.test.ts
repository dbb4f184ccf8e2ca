import { expect, test } from "vitest";
import { ciOf, type ForgeCheckLike } from "./forge-checks.ts";

const check = (name: string, state: ForgeCheckLike["state"], word: string = state): ForgeCheckLike => ({
  name,
  state,
  word,
  url: `https://ci/${name}`,
});
const commit = "0123456789abcdef";

test("a check that fails on the head and not on the base is a new failure, which a person may allow by its name and commit", () => {
  const base = [check("lint", "failed"), check("test", "passed"), check("slow", "pending")];
  const head = [check("lint", "failed"), check("test", "failed", "timed_out"), check("slow", "failed")];
  const { newFailures, knownFailures, pending, reason } = ciOf({ base, head, commit });
  expect(newFailures.map(({ allowance }) => allowance)).toEqual([`ci/test@${commit}`, `ci/slow@${commit}`]);
  expect([knownFailures, pending]).toEqual([["lint"], []]);
  expect(reason).toBe(
    [
      "2 checks of the repository's own fail on 0123456789ab and not on the base:",
      "- test: timed_out, https://ci/test",
      "- slow: failed, https://ci/slow",
      "1 check of the repository's own fails on 0123456789ab as on the base: lint",
    ].join("\n"),
  );
});

test("what has not ended is named and is no failure", () => {
  const seen = ciOf({ base: [], head: [check("a", "pending"), check("b", "passed")], commit });
  expect(seen).toMatchObject({ pending: ["a"], newFailures: [], knownFailures: [] });
  expect(seen.reason).toBe("1 check of the repository's own has not ended on 0123456789ab: a");
});

test("it says in a line when all is well, and when there are none", () => {
  expect(ciOf({ base: [], head: [check("a", "passed"), check("b", "passed")], commit }).reason).toBe(
    "2 checks of the repository's own passed on 0123456789ab",
  );
  expect(ciOf({ base: [check("a", "failed")], head: [], commit }).reason).toBe(
    "the repository has no checks of its own on 0123456789ab",
  );
});

test("a failure that has no page is named without one", () => {
  const head = [{ ...check("a", "failed", "error"), url: "" }];
  expect(ciOf({ base: [], head, commit }).reason).toContain("- a: error");
});
