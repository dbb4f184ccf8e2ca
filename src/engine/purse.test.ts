import { expect, test } from "vitest";
import { noBudget } from "../core/budget.ts";
import { noUsage, type Usage } from "../core/usage.ts";
import { Purse } from "./purse.ts";

const tokens = (inputTokens: number): Usage => ({ ...noUsage, inputTokens });

const purseOf = (spent: Usage = noUsage, budget = { ...noBudget, tokens: 100 }): Purse =>
  new Purse(() => Promise.resolve({ budget, spent }));

test("agents at work together end when together they have used what the run may use", async () => {
  const purse = purseOf(tokens(20));
  const signals = [purse.open("a"), purse.open("b")];
  await purse.see("a", tokens(40));
  expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
  await purse.see("b", tokens(40));
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
});

test("what an attempt says of itself again takes the place of what it said before", async () => {
  const purse = purseOf();
  const signal = purse.open("a");
  await purse.see("a", tokens(60));
  await purse.see("a", tokens(90));
  expect(signal.aborted).toBe(false);
});

test("an attempt whose end is recorded counts as recorded, and is not counted twice", async () => {
  const purse = purseOf(tokens(60));
  purse.open("a");
  const signal = purse.open("b");
  purse.close("a");
  await purse.see("a", tokens(60));
  await purse.see("b", tokens(30));
  expect(signal.aborted).toBe(false);
});

test("after everybody has ended, the next attempts begin with a signal of their own", async () => {
  const purse = purseOf();
  purse.open("a");
  await purse.see("a", tokens(100));
  purse.close("a");
  expect(purse.open("b").aborted).toBe(false);
});
