import { expect, test } from "vitest";
import { buildReport, trioScript } from "../support/scenario.ts";
import { githubWorld, markersOn, statusIn } from "../github-runs/world.fixture.ts";

const lines = Array.from(
  { length: 3_000 },
  (_, index) => `- Line ${index} says what was changed, and why it is so.`,
);

test("a report that is longer than a comment may be is posted in parts, and nothing of it is lost", async () => {
  const [, builder = { say: "" }] = trioScript["implementation/builder"] ?? [];
  const say = `${buildReport}\n${lines.join("\n")}\n`;
  const world = await githubWorld({
    script: {
      "implementation/builder": [
        {
          do: [
            { write: { path: "backend/reviews.js", text: "export const reviews = [];\n" } },
            ...(builder.do ?? []).slice(1),
          ],
          say,
        },
      ],
    },
  });
  expect(statusIn(await world.phasegate(world.deliver("direct", "--json"))).status).toBe("ready");
  const request = await world.request();
  expect(await markersOn(world, request)).toEqual([
    "artifact=build-report",
    "artifact=build-report part=2",
    "artifact=build-report part=3",
  ]);
  const { comments, item } = await world.github.conversation(request);
  const posted = comments.flatMap(({ body }) =>
    body.split("\n").filter((line) => line.startsWith("- Line ")),
  );
  expect(posted).toEqual(lines);
  expect(String(item["body"]).length).toBeLessThan(65_536);
  expect(world.github.violations).toEqual([]);
});
