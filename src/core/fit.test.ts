import { expect, test } from "vitest";
import { fits, harmless, shortened } from "./fit.ts";

test("a body fits by what the forge makes of it, and with room for what hides above it", () => {
  expect(fits("x".repeat(100_000), null)).toBe(true);
  expect(fits("x".repeat(4_000), 5_000)).toBe(true);
  expect(fits("x".repeat(4_001), 5_000)).toBe(false);
  expect(fits("<script>".repeat(450), 5_000)).toBe(false);
  expect(fits("<b>".repeat(450), 5_000)).toBe(true);
});

test("a text is made harmless once, however often it is asked for", () => {
  const texts = Array.from({ length: 70 }, (_, index) => `@octocat ${index}`);
  for (const text of [...texts, ...texts]) expect(harmless(text)).toMatch(/^`@octocat` \d+$/);
});

const render = (sizes: Readonly<Record<"rows" | "words", number>>): string =>
  ["head", "row\n".repeat(sizes.rows), "word ".repeat(sizes.words)].join("\n");

test("the first size shrinks to nothing before the second does", () => {
  expect(shortened({ rows: 3, words: 3 }, render, null)).toBe(render({ rows: 3, words: 3 }));
  expect(shortened({ rows: 1_000, words: 100 }, render, 3_000)).toBe(render({ rows: 250, words: 100 }));
  expect(shortened({ rows: 1_000, words: 1_000 }, render, 3_000)).toBe(render({ rows: 0, words: 250 }));
});

test("what is still too long is cut, and says so", () => {
  const text = shortened({}, () => "A line of words.\n".repeat(1_000), 3_000);
  expect(text.endsWith("A line of words.\n\n\n_What follows has no room here._")).toBe(true);
  expect(fits(text, 3_000)).toBe(true);
  const swollen = shortened({}, () => "<script>\n".repeat(1_000), 3_000);
  expect(fits(swollen, 3_000)).toBe(true);
});

test("where there is room for nothing, it is the least that can be said", () => {
  expect(shortened({}, () => "short", 900)).toBe("short\n\n_What follows has no room here._");
});
