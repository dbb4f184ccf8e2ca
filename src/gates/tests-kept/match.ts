import { likeness } from "./likeness.ts";
import type { TestCase } from "./model.ts";

/** Which test of before is which test of after. */
export interface Matches {
  pairs: ReadonlyMap<TestCase, TestCase>;
  gone: readonly TestCase[];
  fresh: readonly TestCase[];
}

const enough = 0.65;
/** A title this long is hardly that of two tests by chance. */
const longTitle = 12;
const mostComparisons = 200_000;

/** By title first, in the same file, then anywhere; the rest by what they say. */
export function match(before: readonly TestCase[], after: readonly TestCase[]): Matches {
  const pairs = new Map<TestCase, TestCase>();
  const taken = new Set<TestCase>();
  const pair = (old: TestCase, now: TestCase): void => {
    pairs.set(old, now);
    taken.add(now);
  };
  const keys: ((test: TestCase) => string)[] = [
    ({ path, group, title }) => `${path}\0${group}\0${title}`,
    ({ group, title }) => `${group}\0${title}`,
    ({ path, title }) => `${path}\0${title}`,
    ({ title }) => title,
  ];
  for (const [index, key] of keys.entries()) {
    const free = groupBy(
      after.filter((test) => !taken.has(test)),
      key,
    );
    for (const old of before) {
      if (pairs.has(old)) continue;
      const candidates = (free.get(key(old)) ?? []).filter((test) => !taken.has(test));
      const now =
        index === 0
          ? bestOf(old, candidates)
          : bestOf(
              old,
              candidates.filter((test) => isLikely(old, test)),
            );
      if (now) pair(old, now);
    }
  }
  for (const [old, now] of likePairs(before, after, { pairs, taken }))
    if (!pairs.has(old) && !taken.has(now)) pair(old, now);
  return {
    pairs,
    gone: before.filter((test) => !pairs.has(test)),
    fresh: after.filter((test) => !taken.has(test)),
  };
}

const isLikely = (old: TestCase, now: TestCase): boolean =>
  old.title.length >= longTitle || likeness(old, now) >= 0.3 || now.skips.length > 0;

function bestOf(old: TestCase, candidates: readonly TestCase[]): TestCase | undefined {
  if (candidates.length < 2) return candidates[0];
  let best: TestCase | undefined;
  let most = -1;
  for (const candidate of candidates.slice(0, 200)) {
    const like = likeness(old, candidate);
    if (like > most) [best, most] = [candidate, like];
  }
  return best;
}

/** Pairs of what is left that say nearly the same, the most alike first. */
function likePairs(
  before: readonly TestCase[],
  after: readonly TestCase[],
  known: { pairs: ReadonlyMap<TestCase, TestCase>; taken: ReadonlySet<TestCase> },
): [TestCase, TestCase][] {
  const old = before.filter((test) => !known.pairs.has(test));
  const now = after.filter((test) => !known.taken.has(test));
  const isMuch = old.length * now.length > mostComparisons;
  const found = old.flatMap((one) =>
    now
      .filter((other) => !isMuch || one.path === other.path)
      .slice(0, 2_000)
      .map((other) => ({ one, other, like: likeness(one, other) + (one.path === other.path ? 0.001 : 0) }))
      .filter(({ like }) => like >= enough),
  );
  return found.sort((left, right) => right.like - left.like).map(({ one, other }) => [one, other]);
}

function groupBy(tests: readonly TestCase[], key: (test: TestCase) => string): Map<string, TestCase[]> {
  const groups = new Map<string, TestCase[]>();
  for (const test of tests) {
    const group = groups.get(key(test));
    if (group) group.push(test);
    else groups.set(key(test), [test]);
  }
  return groups;
}
