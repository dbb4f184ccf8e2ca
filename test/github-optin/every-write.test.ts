import { expect, test } from "vitest";
import {
  expectOnce,
  type Moment,
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
    const places = placesOf(reference, "all");
    const killed = await expectOnce(reference, places);
    process.stdout.write(
      `${workflow}, ${moment}: killed at ${killed} of ${places.length} writes: ${reference.kinds.join(", ")}\n`,
    );
    expect(killed).toBeGreaterThan(places.length * 0.8);
  },
);
