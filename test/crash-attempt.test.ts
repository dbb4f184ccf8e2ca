import { test } from "vitest";
import { failpoints } from "../src/engine/failpoint.ts";
import { expectSurvival } from "./support/crash.ts";

/**
 * Every boundary of an attempt, the first time that it is passed; and in later attempts where the way there
 * differs: the second attempt of trioScript is refused, the third works on in the refused one's tree.
 */
const crashes = [
  ...failpoints.filter((name) => name.startsWith("attempt.")),
  "attempt.agent-ended:2",
  "attempt.recorded:2",
  "attempt.anticipated:3",
  "attempt.tree:3",
  "attempt.agent-ended:3",
];

test.for(crashes)("a crash at %s loses nothing and repeats nothing", (crash) =>
  expectSurvival(crash, "trio"),
);
