import type { Test } from "./compare-tests.ts";
import { isUnloaded } from "./reports/parsed.ts";

export interface Pairing {
  /** A test before, the test that it is now, and whether it is the same or one that took its place. */
  pairs: [Test, Test, boolean][];
  /** Tests that ran before and that nothing has taken the place of. */
  gone: Test[];
  /** Tests that were not there before. */
  added: Test[];
}

type Key = (test: Test) => string;

/** By these a test is the same, whatever became of it. */
const identities: readonly Key[] = [({ file, name }) => `${file}\0${name}`, ({ name }) => name];

/** By these, best first, a new test that runs is taken for one that was renamed, moved or split. */
const resemblances: readonly Key[] = [
  ({ file, name }) => `${stemOf(file)}\0${leafOf(name)}`,
  ({ name }) => leafOf(name),
  ({ file }) => stemOf(file),
];

/** More comparisons of names, word by word, than are worth their time. */
const mostComparisons = 1_000_000;

/** Each test is paired with one other at most, so that two that are gone need two in their place. */
export function pairUp(before: readonly Test[], after: readonly Test[]): Pairing {
  const pairs: Pairing["pairs"] = [];
  let [old, now] = [before, after];
  const pair = (
    isSame: boolean,
    by: (old: readonly Test[], now: readonly Test[]) => [Test, Test][],
  ): void => {
    const found = by(old, now);
    pairs.push(...found.map(([was, is]): [Test, Test, boolean] => [was, is, isSame]));
    const taken = new Set(found.flat());
    [old, now] = [old.filter((test) => !taken.has(test)), now.filter((test) => !taken.has(test))];
  };
  for (const key of identities) pair(true, (was, is) => byKey(key, was, is));
  for (const key of resemblances)
    pair(false, (was, is) => byKey(key, was.filter(isReplaceable), is.filter(isReplaceable)));
  pair(false, (was, is) => bySimilarity(was.filter(isReplaceable), is.filter(isReplaceable)));
  return { pairs, gone: old.filter(isReplaceable), added: [...now] };
}

/** A test that ran; that a file could be loaded is none. */
const isReplaceable = ({ name, outcome }: Test): boolean =>
  outcome !== "skipped" && outcome !== "todo" && !isUnloaded(name);

function byKey(key: Key, before: readonly Test[], after: readonly Test[]): [Test, Test][] {
  const waiting = new Map<string, Test[]>();
  for (const test of after.toReversed()) {
    const others = waiting.get(key(test));
    if (others) others.push(test);
    else waiting.set(key(test), [test]);
  }
  return before.flatMap((test): [Test, Test][] => {
    const found = key(test) === "" ? undefined : waiting.get(key(test))?.pop();
    return found ? [[test, found]] : [];
  });
}

function bySimilarity(before: readonly Test[], after: readonly Test[]): [Test, Test][] {
  if (before.length * after.length > mostComparisons) return [];
  const free = after.map((test) => ({ test, words: wordsOf(test.name), isTaken: false }));
  return before.flatMap((test): [Test, Test][] => {
    const words = wordsOf(test.name);
    const found = free.find((each) => !each.isTaken && isSimilar(words, each.words));
    if (!found) return [];
    found.isTaken = true;
    return [[test, found.test]];
  });
}

/** Half of all their words are the same. */
function isSimilar(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const common = [...one].filter((word) => other.has(word)).length;
  return common > 0 && common * 2 >= one.size + other.size - common;
}

const wordsOf = (name: string): Set<string> => new Set(name.toLowerCase().match(/[\p{L}\p{N}]+/gu));

/** A test's own name, without its groups. */
const leafOf = (name: string): string => name.slice(name.lastIndexOf(" > ") + 1).replace(/^> /, "");

/** A file's name without folder and ending: `cart` for `src/cart.test.ts`; empty for no file. */
function stemOf(file: string): string {
  const name = file.slice(file.lastIndexOf("/") + 1);
  return name.replace(/(?:[._-](?:test|tests|spec))?\.[^.]*$/i, "").replace(/^test_/, "");
}
