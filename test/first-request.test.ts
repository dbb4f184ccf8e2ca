import { expect, test } from "vitest";
import { firstPrompts, recordedPrompts, slack } from "./first-request.fixture.ts";

const prompts = await firstPrompts();

test("a figure is recorded for every duty of every role, and for nothing else", () => {
  expect(prompts.map(({ name }) => name).toSorted()).toEqual(Object.keys(recordedPrompts).toSorted());
});

test.each(prompts)("what $name is told first costs no more than was recorded", ({ name, tokens }) => {
  const recorded = recordedPrompts[name] ?? 0;
  expect(tokens, "the role has grown").toBeLessThanOrEqual(recorded * (1 + slack));
  expect(tokens, "record the smaller figure").toBeGreaterThanOrEqual(recorded * (1 - slack));
});

test("all roles together do not grow by what the slack of each would let through", () => {
  const sum = (figures: readonly number[]): number => figures.reduce((total, each) => total + each, 0);
  const most = sum(Object.values(recordedPrompts)) * (1 + slack / 5);
  expect(sum(prompts.map(({ tokens }) => tokens))).toBeLessThanOrEqual(most);
});
