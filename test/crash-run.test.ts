import { test } from "vitest";
import { failpoints } from "../src/engine/failpoint.ts";
import { expectSurvival } from "./support/crash.ts";

/** The boundaries of a run outside its attempts, in the smallest workflow; crash-attempt.test.ts and github-runs have the others. */
const crashes = [...failpoints.filter((name) => !/^(attempt|record)\./.test(name)), "phase.recorded:3"];

test.for(crashes)("a crash at %s loses nothing and repeats nothing", (crash) =>
  expectSurvival(crash, "direct"),
);
