import type { TestCase } from "./model.ts";

/** Words that any test has. */
const common = new Set(
  `expect assert toBe toEqual toStrictEqual equal strictEqual deepEqual deepStrictEqual ok is const let var = . => return new self
   assertEqual assertTrue == === true false True False import from def function if not null None undefined`.split(
    /\s+/,
  ),
);

const bags = new WeakMap<TestCase, Map<string, number>>();

/** Words that tell a test from others, and how often they occur in it. */
function bagOf(test: TestCase): Map<string, number> {
  const known = bags.get(test);
  if (known) return known;
  const bag = new Map<string, number>();
  for (const word of test.words) if (!common.has(word)) bag.set(word, (bag.get(word) ?? 0) + 1);
  bags.set(test, bag);
  return bag;
}

const sizeOf = (bag: ReadonlyMap<string, number>): number =>
  [...bag.values()].reduce((sum, count) => sum + count, 0);

/** How much two tests have in common, from 0 to 1. */
export function likeness(left: TestCase, right: TestCase): number {
  const [a, b] = [bagOf(left), bagOf(right)];
  const size = sizeOf(a) + sizeOf(b);
  if (size === 0) return 0;
  let shared = 0;
  for (const [word, count] of a) shared += Math.min(count, b.get(word) ?? 0);
  return (2 * shared) / size;
}

/** How much of what a test says is said by others together, from 0 to 1. */
export function coverage(test: TestCase, others: readonly TestCase[]): number {
  const words = [...bagOf(test).keys()];
  if (words.length < 2) return 0;
  const bagsOfOthers = others.map(bagOf);
  return words.filter((word) => bagsOfOthers.some((bag) => bag.has(word))).length / words.length;
}
