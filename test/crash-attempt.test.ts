import { test } from "vitest";
import { failpoints } from "../src/engine/failpoint.ts";
import { expectSurvival } from "./support/crash.ts";

/** Every boundary of an attempt, the first time that it is passed. */
const first = failpoints.filter((name) => name.startsWith("attempt."));

/** Later attempts where the way there differs: the second of trioScript is refused, the third goes on in its tree. */
const later = [
  "attempt.agent-ended:2",
  "attempt.recorded:2",
  "attempt.anticipated:3",
  "attempt.tree:3",
  "attempt.agent-ended:3",
];

test.for(first)("a crash at %s loses nothing and repeats nothing", (crash) =>
  expectSurvival(crash, "direct"),
);

test.for(later)("a crash at %s loses nothing and repeats nothing", (crash) => expectSurvival(crash, "trio"));
