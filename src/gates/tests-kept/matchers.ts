import { type Strength, strengths } from "./model.ts";

const { loose, kind, bound, partial, exact } = strengths;

const namesWith = (strength: Strength, names: string): [string, Strength][] =>
  names.split(/\s+/).map((name) => [name, strength]);

/** What a matcher or an assertion by this name says of its subject; all others say exactly what it is. */
const known: ReadonlyMap<string, Strength> = new Map([
  ...namesWith(
    loose,
    `toBeDefined toBeTruthy toBeFalsy toHaveBeenCalled toBeCalled toHaveReturned ok isOk exist exists isDefined isNotNull isNotUndefined
     notEqual notStrictEqual notDeepEqual notDeepStrictEqual notDeepEqual doesNotThrow doesNotReject truthy falsy notThrows notThrowsAsync
     not pass isNotOk notOk called assertTrue assertFalse assertIsNotNone assertNotEqual assertNotEquals assertIsNot
     assert_called assert_not_equal assertTruthy toBeOk isTruthy`,
  ),
  ...namesWith(
    kind,
    `toBeInstanceOf toBeTypeOf toBeA toBeAn instanceOf instanceof typeOf a an isString isNumber isObject isArray isFunction isBoolean
     toBeTypeOf toBeString toBeNumber toBeArray toBeObject assertIsInstance beInstanceOf`,
  ),
  ...namesWith(
    partial,
    `toContain toContainEqual toMatch toMatchObject include
     includes contain contains match matches doesNotMatch like notMatch assertIn
     assertNotIn assertRegex assertContains`,
  ),
  ...namesWith(
    bound,
    `toBeGreaterThan toBeGreaterThanOrEqual toBeLessThan toBeLessThanOrEqual above below least most greaterThan lessThan within
     assertGreater assertGreaterEqual assertLess assertLessEqual isAbove isBelow isAtLeast isAtMost`,
  ),
]);

export const strengthOf = (name: string): Strength => known.get(name) ?? exact;

/** Said of these, "not" leaves nearly anything open. */
const openWhenDenied = new Set(
  `toBe toEqual toStrictEqual toThrow toThrowError toBeNull toBeUndefined toBeNaN toBeFalsy toReject equal equals eq eql be null
   undefined throw throws`.split(/\s+/),
);

export function deniedStrength(name: string): Strength {
  return openWhenDenied.has(name) ? loose : partial;
}

/** These say little without an argument: an error of any kind, a snapshot of whatever there is. */
export const needArgument = new Set([
  "toThrow",
  "toThrowError",
  "throw",
  "throws",
  "rejects",
  "toMatchInlineSnapshot",
  "toThrowErrorMatchingInlineSnapshot",
  "raises",
  "assertRaises",
]);

/** Bounds that nearly every number keeps. */
export const isOpenBound = (name: string, limit: string): boolean =>
  (/^(toBeGreaterThan|above|greaterThan|gt|assertGreater)$/.test(name) && /^(-\s*\d+|0|-1)n?$/.test(limit)) ||
  (/^(toBeGreaterThanOrEqual|least|gte|assertGreaterEqual)$/.test(name) && /^(-\s*\d+|0|1)n?$/.test(limit)) ||
  (/^(toBeLessThan|toBeLessThanOrEqual|below|most)$/.test(name) && /Infinity|MAX_/.test(limit));

/** Methods of `assert` that a test may import by name, and those of a test's own `t`. */
export const bareAssertions = new Set(
  `strictEqual deepStrictEqual deepEqual notStrictEqual notDeepStrictEqual notDeepEqual doesNotThrow doesNotReject rejects
   throws`.split(/\s+/),
);

export const ownAssertions = new Set(
  `ok notOk equal equals notEqual is not deepEqual notDeepEqual same notSame strictEqual deepStrictEqual true false truthy falsy
   throws notThrows throwsAsync notThrowsAsync rejects resolves like match matches notMatch regex notRegex snapshot matchSnapshot
   strictSame has type error ifError looseEqual isEqual`.split(/\s+/),
);

/** Statements about the run of a test and not about what is tested. */
export const noAssertions = new Set(
  `assertions hasAssertions extend fail unreachable addSnapshotSerializer setState getState plan any anything objectContaining
   arrayContaining stringContaining stringMatching closeTo beforeEach`.split(/\s+/),
);

/** A function of this name says something by its name, wherever it is defined. */
export const isAssertive = (name: string): boolean =>
  /^(expect|assert)([A-Z_]|$)|^(verify|check|should|ensure|must)[A-Z_]/.test(name);
