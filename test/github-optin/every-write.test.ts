import { expect, test } from "vitest";
import {
  expectOnce,
  type Moment,
  type Place,
  placesOf,
  undisturbed,
  type Workflow,
} from "../github-runs/kills.fixture.ts";

const workflows: Workflow[] = ["direct", "trio"];
const moments: Moment[] = ["done but not answered", "asked for but not done"];
const cases = workflows.flatMap((workflow) => moments.map((moment) => [workflow, moment] as const));

test.for(cases)(
  "workflow %s killed at any write to GitHub, %s, delivers everything exactly once",
  { timeout: 1_800_000 },
  async ([workflow, moment]) => {
    const reference = await undisturbed(workflow, moment);
    const { length } = reference.kinds;
    // A run that takes longer writes its tracker more often.
    const more: Place[] = [length + 1, length + 2, "the last word"];
    const killed = await expectOnce(reference, [...placesOf(reference, "all"), ...more]);
    process.stdout.write(
      `${workflow}, ${moment}: killed ${killed} times, of ${length} writes: ${reference.kinds.join(", ")}\n`,
    );
    expect(killed).toBeGreaterThan(8);
  },
);
