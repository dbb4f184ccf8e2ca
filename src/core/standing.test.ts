import { expect, test } from "vitest";
import { letters } from "./secrets.fixture.ts";
import { closedWhy, isSnapshot } from "./standing.ts";

const open = { state: "open", locked: false, merged: false } as const;

test("a run goes on where its issue and pull request are open", () => {
  expect(closedWhy("issue #1", open)).toBeNull();
});

test("what was merged, closed or locked is said so", () => {
  expect(closedWhy("pull request #2", { ...open, state: "closed", merged: true })).toBe(
    "pull request #2 was merged",
  );
  expect(closedWhy("pull request #2", { ...open, state: "closed" })).toBe("pull request #2 was closed");
  expect(closedWhy("issue #1", { ...open, locked: true })).toBe("the conversation of issue #1 was locked");
});

const feature = { title: "Reviews", body: "Customers\nreview products.", source: "spec.md" };

test("line ends, blanks at the end and removed secrets are no edit of an issue", () => {
  expect(isSnapshot({ feature }, { title: " Reviews\r\n", body: "Customers\r\nreview products.\r\n" })).toBe(
    true,
  );
  const secret = { ...feature, body: `Use ghp_${letters(36)}.` };
  expect(isSnapshot({ feature: secret }, { title: "Reviews", body: "Use [removed: github-token]." })).toBe(
    true,
  );
});

test("another title or body is an edit", () => {
  expect(isSnapshot({ feature }, { title: "Reviews", body: "Customers review all." })).toBe(false);
  expect(isSnapshot({ feature }, { title: "Ratings", body: feature.body })).toBe(false);
});
