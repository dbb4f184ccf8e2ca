/** How much an assertion says of its subject. */
export const strengths = { loose: 1, kind: 2, bound: 3, partial: 4, exact: 5 } as const;
export type Strength = (typeof strengths)[keyof typeof strengths];

/** Why an assertion proves nothing. */
export type Flaw = "trivial" | "swallowed" | "never-reached" | "not-awaited";

/** One statement of a test about what it tests. */
export interface Assertion {
  path: string;
  line: number;
  /** Its words without layout, quotes and types. */
  text: string;
  /** The words of what it is about. */
  subject: string;
  /** As a replacement of another. */
  strength: Strength;
  /** As something to be replaced: where several styles say the same, the weakest of them will do. */
  due: Strength;
  /**
   * How many assertions it stands for at least and at most: one in a loop stands for many, and what may be none at
   * all for nothing.
   */
  least: number;
  most: number;
  /** Places in what is expected at which anything will do. */
  wildcards: number;
  flaw: Flaw | null;
}

/** A call of what may be a function with assertions in it. */
export interface Call {
  name: string;
  line: number;
  looped: boolean;
  flaw: Flaw | null;
  text: string;
}

/** A place that keeps a test from running, or others from running beside it. */
export interface Marker {
  /** What stands there, in few words. */
  text: string;
  line: number;
}

/** What a function says and calls. */
export interface Body {
  assertions: readonly Assertion[];
  calls: readonly Call[];
  /** Places at which it stops before its end or is skipped. */
  stops: readonly Marker[];
  /** It fails by itself when something is missing on a page. */
  seeks: boolean;
}

export interface TestCase extends Body {
  path: string;
  line: number;
  title: string;
  /** Titles of the groups that it is in. */
  group: string;
  /** What keeps it from running, its groups' and its own. */
  skips: readonly Marker[];
  /** Words of its body. */
  words: readonly string[];
  /** How many tests it stands for: rows of a table, or any number. */
  rows: number;
}

/** What stands in one file of tests, or of functions that tests call. */
export interface TestFile {
  path: string;
  cases: readonly TestCase[];
  functions: ReadonlyMap<string, Body>;
  /** Assertions outside of tests and functions: in hooks that run with every test. */
  hooks: Body;
  focuses: readonly (Marker & { title: string })[];
  /** Declarations that put something else in the place of the test framework's own words. */
  fakes: readonly Marker[];
  /** Places that end the process as if all were well. */
  exits: readonly Marker[];
}

export const many = 1_000_000;
