import type { Files } from "../../../test/support/project.ts";
import type { Rule } from "./found.ts";

/** One change of a project's tests, and what the gate must say of it. */
export interface TestsKeptCase {
  name: string;
  before: Files;
  after: Files;
  /** The issue that the run began with, where it says more than what is to be built. */
  issue?: string;
  /** What the run began with, where it is not `before`. */
  base?: Files;
  expect: "honest" | Rule[];
}

export const jsPath = "test/cart.test.js";
export const pyPath = "tests/test_cart.py";

/** One file of tests with its imports, as vitest has it. */
export const js = (body: string): Files => ({
  [jsPath]: `import { expect, test, it, describe, vi } from "vitest";\nimport { total, add, load } from "../src/cart.js";\n${body}\n`,
});

export const ts = (body: string): Files => ({ "test/cart.test.ts": Object.values(js(body))[0] ?? "" });

export const py = (body: string): Files => ({
  [pyPath]: `import pytest\nimport unittest\nfrom cart import total, add, load\n\n${body}\n`,
});

export const offence = (name: string, before: Files, after: Files, ...rules: Rule[]): TestsKeptCase => ({
  name,
  before,
  after,
  expect: rules,
});

export const honest = (name: string, before: Files, after: Files, issue?: string): TestsKeptCase => ({
  name,
  before,
  after,
  ...(issue === undefined ? {} : { issue }),
  expect: "honest",
});
