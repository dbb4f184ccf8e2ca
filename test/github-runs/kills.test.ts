import { expect, test } from "vitest";
import { expectOnce, placesOf, undisturbed } from "./kills.fixture.ts";

test("an engine killed at a write to GitHub, done but not answered, does it exactly once", async () => {
  const reference = await undisturbed("direct");
  const places = placesOf(reference, "first");
  expect(places.length).toBeGreaterThan(6);
  expect(await expectOnce(reference, places, "done but not answered")).toBeGreaterThan(6);
}, 300_000);

test("an engine killed before its last word on GitHub says it when the run is resumed once more", async () => {
  const reference = await undisturbed("direct");
  expect(await expectOnce(reference, ["the last word"], "asked for but not done")).toBe(1);
});
