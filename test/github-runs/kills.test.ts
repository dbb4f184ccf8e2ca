import { expect, test } from "vitest";
import { expectOnce, placesOf, undisturbed } from "./kills.fixture.ts";

/** One kill for each kind of thing that is made; `npm run test:github` kills at every write. */
test("an engine killed at a write to GitHub does it exactly once, and once resumed leaves nothing unsaid", async () => {
  const reference = await undisturbed("direct", "done but not answered");
  const isMade = (place: number): boolean => /create|add-labels|Ready/.test(reference.kinds[place - 1] ?? "");
  const places = placesOf(reference, "first").filter(isMade);
  expect(places).toHaveLength(4);
  expect(await expectOnce(reference, places)).toBe(4);
  expect(await expectOnce(reference, ["the last word"], "asked for but not done")).toBe(1);
}, 300_000);
