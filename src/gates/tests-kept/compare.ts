import { Effective } from "./effective.ts";
import type { Found, Rule } from "./found.ts";
import { coverage } from "./likeness.ts";
import { compareAssertions, isImplied, least, makesUp, most } from "./losses.ts";
import { match, type Matches } from "./match.ts";
import { type Assertion, type Flaw, many, type Marker, type TestCase, type TestFile } from "./model.ts";

/** What is compared: files of tests, and those of functions that they call. */
export interface Tests {
  before: ReadonlyMap<string, TestFile>;
  after: ReadonlyMap<string, TestFile>;
  /** It was there before the run began; what came later may go again. */
  isOld(test: TestCase): boolean;
}

/** Tests that are gone, skipped or say less than before. */
export function compareTests(tests: Tests): Found[] {
  const all = (files: ReadonlyMap<string, TestFile>) => [...files.values()].flatMap(({ cases }) => cases);
  return new Comparison(tests, match(all(tests.before), all(tests.after))).found();
}

class Comparison {
  private readonly was: Effective;
  private readonly is: Effective;
  /** How much of what a new test says has not yet been taken for what another said. */
  private readonly room = new Map<TestCase, number>();
  private readonly surplus = new Map<string, number>();
  private readonly tests: Tests;
  private readonly matches: Matches;

  constructor(tests: Tests, matches: Matches) {
    this.tests = tests;
    this.matches = matches;
    this.was = new Effective(tests.before);
    this.is = new Effective(tests.after);
    for (const test of matches.fresh)
      this.room.set(test, Math.max(test.rows > 1 ? test.rows : 0, most(this.now(test))));
    for (const [old, now] of matches.pairs)
      this.room.set(now, growth(old, now, [this.said(old), this.now(now)]));
    for (const [old, now] of matches.pairs) this.countSurplus(this.said(old), this.now(now));
    for (const test of matches.fresh) this.countSurplus([], this.now(test));
  }

  found(): Found[] {
    const { pairs, gone } = this.matches;
    const pairwise = [...pairs].flatMap(([old, now]) => this.ofPair(old, now));
    return unique([...pairwise, ...this.ofGone(gone), ...this.ofFresh()]);
  }

  private said(test: TestCase): readonly Assertion[] {
    return this.was.ofCase(test).filter(({ flaw }) => flaw === null);
  }

  private now(test: TestCase): readonly Assertion[] {
    return this.is.ofCase(test).filter(({ flaw }) => flaw === null);
  }

  private countSurplus(then: readonly Assertion[], now: readonly Assertion[]): void {
    for (const { text, most: count } of compareAssertions(then, now).gained)
      this.surplus.set(text, Math.min(many, (this.surplus.get(text) ?? 0) + count));
  }

  private ofPair(old: TestCase, now: TestCase): Found[] {
    const skip = newSkip(old, now);
    if (skip)
      return [
        covering(
          skip.text,
          found("skipped-test", now, skip.line, `the test "${now.title}" no longer runs: ${skip.text}`),
        ),
      ];
    return [...this.fewerRows(old, now), ...this.weaker(old, now)].slice(0, 1);
  }

  private fewerRows(old: TestCase, now: TestCase): Found[] {
    if (old.rows >= many || now.rows >= old.rows) return [];
    const elsewhere = this.matches.fresh
      .filter((test) => coverage(test, [old]) >= 0.6)
      .reduce((sum, { rows }) => sum + rows, 0);
    const gone = old.rows - now.rows - elsewhere;
    const message = `the test "${old.title}" had ${old.rows} rows and has ${now.rows}`;
    return gone > 0 && now.words.length < old.words.length
      ? [found("deleted-test", now, now.line, message)]
      : [];
  }

  private weaker(old: TestCase, now: TestCase): Found[] {
    const then = this.said(old);
    const { lost, gained: once, loosened } = compareAssertions(then, this.now(now));
    const gained = now.rows > old.rows ? once.map((one) => timesRows(one, now.rows)) : once;
    const [loose] = loosened;
    if (loose) {
      const message = `"${now.title}" says less than before: \`${loose.was.text}\` became \`${loose.is.text}\``;
      return [found("looser-assertion", loose.is, loose.is.line, message)];
    }
    if (makesUp(lost, gained)) return [];
    const missing = this.missing(lost, gained, now);
    if (missing.length === 0 || makesUp(missing, [...gained, ...this.fromSplit(old, missing)])) return [];
    return [this.sayMissing({ old, now, missing, isShorter: least(missing) > most(gained) })];
  }

  /** What is said by no other test either that is new, and goes not without saying. */
  private missing(lost: readonly Assertion[], gained: readonly Assertion[], now: TestCase): Assertion[] {
    const own = new Set(gained.map(({ text }) => text));
    return lost.filter((assertion) => {
      const spare = own.has(assertion.text) ? 0 : (this.surplus.get(assertion.text) ?? 0);
      if (spare > 0) this.surplus.set(assertion.text, spare - 1);
      return spare === 0 && !isImplied(assertion, this.now(now));
    });
  }

  /** Assertions of new tests that consist of parts of the old one. */
  private fromSplit(old: TestCase, missing: readonly Assertion[]): Assertion[] {
    let wanted = least(missing);
    return this.matches.fresh.flatMap((test) => {
      const room = this.room.get(test) ?? 0;
      if (wanted <= 0 || room <= 0 || coverage(test, [old]) < 0.6) return [];
      this.room.set(test, room - wanted);
      wanted -= room;
      return this.now(test);
    });
  }

  private sayMissing(at: {
    old: TestCase;
    now: TestCase;
    missing: readonly Assertion[];
    isShorter: boolean;
  }): Found {
    const { old, now, missing, isShorter } = at;
    const flawed = this.is
      .ofCase(now)
      .find(({ flaw, text }) => flaw !== null && isNewFlaw(this.was.ofCase(old), text, flaw));
    const texts = missing.map(({ text }) => `\`${text}\``);
    const gone = `gone ${texts.length === 1 ? "is" : "are"} ${texts.slice(0, 3).join(", ")}${texts.length > 3 ? ` and ${texts.length - 3} more` : ""}`;
    if (flawed?.flaw) {
      const message = `"${now.title}" asserts less than before: \`${flawed.text}\` ${flawTexts[flawed.flaw]}`;
      return found(flawRules[flawed.flaw], flawed, flawed.line, message);
    }
    const [first] = missing;
    const isShared = first !== undefined && this.tests.before.get(first.path)?.cases.length === 0;
    const place = isShared && this.tests.after.has(first.path) ? { path: first.path } : now;
    const line = place === now ? now.line : 1;
    const message = isShared
      ? `tests assert less than before through this file: ${gone}`
      : `"${now.title}" asserts less than before: ${gone}`;
    return covering(gone, found(isShorter ? "fewer-assertions" : "looser-assertion", place, line, message));
  }

  private ofGone(gone: readonly TestCase[]): Found[] {
    const missing = gone.filter(
      (test) => this.tests.isOld(test) && !this.isMerged(test) && !this.isSplit(test) && !this.isSaid(test),
    );
    return byFile(missing, this.tests.after);
  }

  /** Another test that is new or has grown says what this one said. */
  private isMerged(test: TestCase): boolean {
    const cost = Math.max(1, least(this.said(test)));
    for (const [candidate, room] of this.room) {
      const price = candidate.rows > 1 ? test.rows : cost;
      const isSuite = candidate.rows >= many && candidate.title === test.title;
      if (room < price || (!isSuite && coverage(test, [candidate]) < 0.75)) continue;
      this.room.set(candidate, room - price);
      return true;
    }
    return false;
  }

  private isSplit(test: TestCase): boolean {
    const parts = this.matches.fresh.filter(
      (each) => (this.room.get(each) ?? 0) > 0 && coverage(each, [test]) >= 0.6,
    );
    if (parts.length === 0 || coverage(test, parts) < (test.rows > 1 ? 0.6 : 0.75)) return false;
    const rows = parts.reduce((sum, each) => sum + each.rows, 0);
    const said = parts.reduce((sum, each) => sum + (this.room.get(each) ?? 0), 0);
    if ((test.rows < many && rows < test.rows) || said < least(this.said(test))) return false;
    for (const part of parts) this.room.set(part, 0);
    return true;
  }

  /** Every assertion of it stands word by word in another test, newly. */
  private isSaid(test: TestCase): boolean {
    const then = this.said(test);
    if (then.length === 0 || !then.every(({ text }) => (this.surplus.get(text) ?? 0) > 0)) return false;
    for (const { text } of then) this.surplus.set(text, (this.surplus.get(text) ?? 0) - 1);
    return true;
  }

  private ofFresh(): Found[] {
    const { fresh } = this.matches;
    const trivial = fresh.flatMap((test) => {
      const all = this.is.ofCase(test);
      const [first] = all;
      const isIdle =
        first !== undefined && all.every(({ flaw }) => flaw === "trivial" || flaw === "swallowed");
      const message = `the new test "${test.title}" can never fail: \`${first?.text ?? ""}\``;
      return isIdle && first.flaw ? [found(flawRules[first.flaw], test, first.line, message)] : [];
    });
    return [...trivial, ...this.emptyFiles()];
  }

  private emptyFiles(): Found[] {
    const fresh = new Set(this.matches.fresh);
    return [...this.tests.after.values()].flatMap((file) => {
      const isNew = !this.tests.before.has(file.path) && file.cases.every((test) => fresh.has(test));
      const running = file.cases.filter(({ skips, words }) => skips.length === 0 && words.length > 0);
      const isEmpty = running.every((test) => this.is.ofCase(test).length === 0 && !test.seeks);
      const [first] = running;
      if (!isNew || !first || !isEmpty) return [];
      const message = "no test of this new file asserts anything";
      return [found("empty-test", file, first.line, message)];
    });
  }
}

const flawRules: Readonly<Record<Flaw, Rule>> = {
  trivial: "trivial-assertion",
  swallowed: "swallowed-assertion",
  "never-reached": "swallowed-assertion",
  "not-awaited": "swallowed-assertion",
};

const flawTexts: Readonly<Record<Flaw, string>> = {
  trivial: "holds whatever the product does",
  swallowed: "may fail without a word, because what it throws is caught and dropped",
  "never-reached": "is never reached",
  "not-awaited": "is a promise that nobody waits for",
};

const isNewFlaw = (then: readonly Assertion[], text: string, flaw: Flaw): boolean =>
  !then.some((each) => each.text === text && each.flaw === flaw);

/** In a table, what is said once is said in every row. */
const timesRows = (assertion: Assertion, rows: number): Assertion =>
  Object.assign({}, assertion, { most: Math.min(many, assertion.most * rows) });

/** How much a test has grown: rows of its table, or assertions. */
function growth(
  old: TestCase,
  now: TestCase,
  [then, is]: [readonly Assertion[], readonly Assertion[]],
): number {
  if (now.rows > old.rows) return now.rows - old.rows;
  return Math.max(0, most(is) - least(then));
}

const onCondition = /skipIf|runIf|skipif|skipUnless|\bif\b|^if |platform/;

/** Test runners know files by these names. */
const isKnownName = (path: string): boolean =>
  /[._-](test|spec)s?\.\w+$|(^|\/)test_[^/]*\.py$|(^|\/)__tests__\//.test(path);

function newSkip(old: TestCase, now: TestCase): Marker | undefined {
  if (isKnownName(old.path) && !isKnownName(now.path) && now.rows < many)
    return { text: `no test runner looks for it in ${now.path}`, line: now.line };
  const then = [...old.skips, ...old.stops].map(({ text }) => text);
  const fresh = [...now.skips, ...now.stops].filter(({ text }) => !then.includes(text));
  if (then.length === 0) return fresh[0];
  return then.every((text) => onCondition.test(text))
    ? fresh.find(({ text }) => !onCondition.test(text))
    : undefined;
}

/** What a permission covers is the message, unless more was seen. */
const found = (rule: Rule, place: { path: string }, line: number, message: string): Found => ({
  rule,
  path: place.path,
  line,
  message,
  content: message,
});

const covering = (content: string, finding: Found): Found => ({ ...finding, content });

/** A file that is gone with its tests is one finding. */
function byFile(gone: readonly TestCase[], after: ReadonlyMap<string, TestFile>): Found[] {
  const byPath = new Map<string, TestCase[]>();
  for (const test of gone) byPath.set(test.path, [...(byPath.get(test.path) ?? []), test]);
  return [...byPath].flatMap(([path, tests]) => {
    const contents = tests.map(({ group, title, words }) => `${group}\0${title}\0${words.join(" ")}`);
    if (after.has(path) || tests.length === 1)
      return tests.map((test, index) =>
        covering(
          contents[index] ?? "",
          found("deleted-test", test, test.line, `the test "${test.title}" is gone`),
        ),
      );
    const titles = tests
      .slice(0, 5)
      .map(({ title }) => `"${title}"`)
      .join(", ");
    const rest = tests.length > 5 ? ` and ${tests.length - 5} more` : "";
    return [
      covering(
        contents.join("\n"),
        found("deleted-test", { path }, 0, `the file is gone with ${tests.length} tests: ${titles}${rest}`),
      ),
    ];
  });
}

/** What is seen through several tests is said once. */
function unique(all: readonly Found[]): Found[] {
  const seen = new Set<string>();
  return all.filter(({ rule, path, line, content }) => {
    const key = `${rule}\0${path}\0${line}\0${rule === "skipped-test" ? "" : content}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
