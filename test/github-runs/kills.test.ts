import { expect, test } from "vitest";
import { expectOnce, placesOf, undisturbed } from "./kills.fixture.ts";

/** One kill for each kind of write; `npm run test:github` has them all. */
test("an engine killed at a write to GitHub does it exactly once, and once resumed leaves nothing unsaid", async () => {
  const reference = await undisturbed("direct", "done but not answered");
  const places = placesOf(reference, "first");
  expect(places.length).toBeGreaterThan(6);
  expect(await expectOnce(reference, places)).toBeGreaterThan(6); // a slow run writes more
  expect(await expectOnce(reference, ["the last word"], "asked for but not done")).toBe(1);
}, 300_000);
