import { honest, js, jsPath, type TestsKeptCase, ts } from "./table.fixture.ts";

const sum = 'test("adds two prices", () => { expect(add(1, 2)).toBe(3); });';
const empty = 'test("an empty cart costs nothing", () => { expect(total([])).toBe(0); });';
const two = `${sum}\n${empty}`;
const three = `test("totals a cart", () => {
  const cart = load("cart");
  expect(cart.items).toHaveLength(2);
  expect(total(cart)).toBe(42);
  expect(cart.currency).toBe("EUR");
});`;
const textOf = (body: string): string => js(body)[jsPath] ?? "";
const support = (body: string) => ({
  "test/support/check.js": `import { expect } from "vitest";\n${body}\n`,
});
const bodyOf = (text: string): string => `test("adds two prices", () => { ${text} });`;
const became = (name: string, was: string, is: string): TestsKeptCase =>
  honest(name, js(bodyOf(was)), js(bodyOf(is)));

export const honestMoves: readonly TestsKeptCase[] = [
  honest("a file is renamed", js(two), { "test/basket.test.js": textOf(two) }),
  honest("a file moves to another folder", js(two), {
    "src/__tests__/cart.js": textOf(two).replace("../src", ".."),
  }),
  honest(
    "a test moves to another file",
    { ...js(two), "test/b.test.js": textOf(three) },
    { ...js(sum), "test/b.test.js": textOf(`${three}\n${empty}`) },
  ),
  honest("a file is split into two", js(`${two}\n${three}`), {
    "test/add.test.js": textOf(two),
    "test/load.test.js": textOf(three),
  }),
  honest(
    "two files become one",
    { "test/a.test.js": textOf(two), "test/b.test.js": textOf(three) },
    js(`${two}\n${three}`),
  ),
  honest(
    "a test is renamed",
    js(two),
    js(two.replace("an empty cart costs nothing", "nothing costs nothing")),
  ),
  honest(
    "a test is renamed and moves",
    { ...js(two), "test/b.test.js": textOf(three) },
    {
      ...js(sum),
      "test/b.test.js": textOf(
        `${three}\n${empty.replace("an empty cart costs nothing", "nothing is free")}`,
      ),
    },
  ),
  honest("tests change their order", js(`${two}\n${three}`), js(`${three}\n${empty}\n${sum}`)),
  honest("a group is put around tests", js(two), js(`describe("cart", () => {\n${two}\n});`)),
  honest("a group is taken away", js(`describe("cart", () => {\n${two}\n});`), js(two)),
  honest(
    "a group is renamed",
    js(`describe("cart", () => {\n${two}\n});`),
    js(`describe("basket", () => {\n${two}\n});`),
  ),
  honest(
    "groups are nested",
    js(`describe("cart", () => {\n${two}\n});`),
    js(
      `describe("cart", () => { describe("sums", () => {\n${sum}\n}); describe("empty", () => {\n${empty}\n}); });`,
    ),
  ),
  honest(
    "a test is split into three",
    js(three),
    js(
      'test("has items", () => { const cart = load("cart"); expect(cart.items).toHaveLength(2); });\ntest("totals a cart", () => { const cart = load("cart"); expect(total(cart)).toBe(42); });\ntest("has a currency", () => { const cart = load("cart"); expect(cart.currency).toBe("EUR"); });',
    ),
  ),
  honest(
    "a test is split under new names",
    js(three),
    js(
      'test("has items", () => { const cart = load("cart"); expect(cart.items).toHaveLength(2); });\ntest("costs something", () => { const cart = load("cart"); expect(total(cart)).toBe(42); expect(cart.currency).toBe("EUR"); });',
    ),
  ),
  honest(
    "two tests become one",
    js(two),
    js('test("adds prices", () => { expect(add(1, 2)).toBe(3); expect(total([])).toBe(0); });'),
  ),
  honest(
    "tests become a table",
    js(
      'test("adds one and two", () => { expect(add(1, 2)).toBe(3); });\ntest("adds nothing", () => { expect(add(0, 0)).toBe(0); });\ntest("adds below zero", () => { expect(add(-1, 1)).toBe(0); });',
    ),
    js(
      'test.each([[1, 2, 3], [0, 0, 0], [-1, 1, 0]])("adds %i and %i", (a, b, sum) => { expect(add(a, b)).toBe(sum); });',
    ),
  ),
  honest(
    "tests become a loop",
    js(
      'test("adds one and two", () => { expect(add(1, 2)).toBe(3); });\ntest("adds five and six", () => { expect(add(5, 6)).toBe(11); });',
    ),
    js(
      "for (const [a, b, sum] of [[1, 2, 3], [5, 6, 11]]) { test(`adds ${a}`, () => { expect(add(a, b)).toBe(sum); }); }",
    ),
  ),
  honest(
    "a table becomes tests",
    js(
      'test.each([[1, 2, 3], [5, 6, 11]])("adds %i and %i", (a, b, sum) => { expect(add(a, b)).toBe(sum); });',
    ),
    js(
      'test("adds one and two", () => { expect(add(1, 2)).toBe(3); });\ntest("adds five and six", () => { expect(add(5, 6)).toBe(11); });',
    ),
  ),
  honest(
    "a row is added and a table written as a template",
    js('test.each([[1, 2, 3]])("adds %i and %i", (a, b, sum) => { expect(add(a, b)).toBe(sum); });'),
    js(
      'test.each`a|b|sum\n${1}|${2}|${3}\n${2}|${2}|${4}`("adds $a and $b", ({ a, b, sum }) => { expect(add(a, b)).toBe(sum); });',
    ),
  ),
  honest("a test is added", js(sum), js(two)),
  honest(
    "a new test is skipped, and another only announced",
    js(sum),
    js(`${sum}\n${empty.replace("test(", "test.skip(")}\ntest.todo("rounds");`),
  ),
  honest("a new file with a fixture, a helper and tests", js(sum), {
    ...js(sum),
    "test/fixtures/cart.json": "{}",
    ...support("export const valid = (cart) => expect(cart.total).toBe(1);"),
    "test/new.test.js":
      'import { valid } from "./support/check.js";\ntest("is valid", () => { valid(load("x")); });\n',
  }),
  honest("a skipped test is put to work", js(two.replace("test(", "test.skip(")), js(two)),
  honest("a skipped test moves", js(two.replace("test(", "test.skip(")), {
    "test/other.test.js": textOf(two.replace("test(", "test.skip(")),
  }),
  honest(
    "a condition of a skip is written otherwise",
    js(two.replace("test(", "test.skipIf(isWindows)(")),
    js(two.replace("test(", "test.runIf(!isWindows)(")),
  ),
  honest(
    "fixtures move",
    {
      ...js('test("totals", () => { expect(total(read("fixtures/a.json"))).toBe(3); });'),
      "test/fixtures/a.json": "{}",
    },
    {
      ...js('test("totals", () => { expect(total(read("data/a.json"))).toBe(3); });'),
      "test/data/a.json": "{}",
    },
  ),
  { ...honest("a test that came in this run goes again", js(two), js(sum)), base: js(sum) },
  honest(
    "the issue allows that tests go",
    { ...js(sum), "test/legacy/a.test.js": textOf(empty) },
    js(sum),
    "# Drop the legacy cart\n\n- Allowed: remove tests in `test/legacy/**`\n",
  ),
  honest(
    "the issue allows that a test is skipped",
    js(two),
    js(two.replace("test(", "test.skip(")),
    "- **Allowed:** skip the tests of `test/cart.test.js` until March\n",
  ),
  honest(
    "the issue allows that assertions change",
    js(three),
    js(three.replace("  expect(total(cart)).toBe(42);\n", "")),
    "* Allowed: change `test/**`",
  ),
];

export const honestWords: readonly TestsKeptCase[] = [
  honest(
    "assertions move into a function of the file",
    js(three),
    js(
      'function checked(cart) { expect(cart.items).toHaveLength(2); expect(total(cart)).toBe(42); expect(cart.currency).toBe("EUR"); }\ntest("totals a cart", () => { checked(load("cart")); });',
    ),
  ),
  honest("assertions move into a function of another file", js(three), {
    ...js(
      'import { valid } from "./support/check.js";\ntest("totals a cart", () => { valid(load("cart")); });',
    ),
    ...support(
      'export function valid(cart) { expect(cart.items).toHaveLength(2); expect(total(cart)).toBe(42); expect(cart.currency).toBe("EUR"); }',
    ),
  }),
  honest("assertions move into a class of pages", js(three), {
    ...js(
      'import { Page } from "./support/page.js";\ntest("totals a cart", async () => { const page = new Page(); await page.isComplete(); });',
    ),
    "test/support/page.js":
      'import { expect } from "vitest";\nexport class Page { async isComplete() { expect(this.items).toHaveLength(2); this.costs(42); } costs(sum) { expect(this.total).toBe(sum); expect(this.currency).toBe("EUR"); } }\n',
  }),
  honest(
    "assertions move into a hook",
    js(
      'test("a", () => { expect(add(1, 2)).toBe(3); expect(spy).toHaveBeenCalledTimes(0); });\ntest("b", () => { expect(total([])).toBe(0); expect(spy).toHaveBeenCalledTimes(0); });',
    ),
    js(
      'afterEach(() => { expect(spy).toHaveBeenCalledTimes(0); });\ntest("a", () => { expect(add(1, 2)).toBe(3); });\ntest("b", () => { expect(total([])).toBe(0); });',
    ),
  ),
  honest(
    "assertions become a loop",
    js(bodyOf("expect(add(1, 2)).toBe(3); expect(add(2, 2)).toBe(4); expect(add(3, 2)).toBe(5);")),
    js(bodyOf("for (const [a, sum] of [[1, 3], [2, 4], [3, 5]]) expect(add(a, 2)).toBe(sum);")),
  ),
  honest(
    "a loop is written out",
    js(bodyOf("[1, 2].forEach((a) => { expect(add(a, 0)).toBe(a); });")),
    js(bodyOf("expect(add(1, 0)).toBe(1); expect(add(2, 0)).toBe(2);")),
  ),
  honest(
    "assertions become one of an object",
    js(three),
    js(
      three.replace(
        / {2}expect[^]*"EUR"\);/,
        '  expect({ ...cart, total: total(cart) }).toMatchObject({ items: [1, 2], total: 42, currency: "EUR" });',
      ),
    ),
  ),
  honest(
    "a function with assertions is renamed and moves",
    {
      ...js('import { valid } from "./support/check.js";\ntest("is valid", () => { valid(load("cart")); });'),
      ...support("export function valid(cart) { expect(cart.total).toBe(1); }"),
    },
    {
      ...js(
        'import { isComplete } from "./support/complete.js";\ntest("is valid", () => { isComplete(load("cart")); });',
      ),
      "test/support/complete.js":
        'import { expect } from "vitest";\nexport const isComplete = (cart) => { expect(cart.total).toBe(1); };\n',
    },
  ),
  honest(
    "everything is formatted anew",
    js(two),
    js(two.replaceAll('"', "'").replaceAll("() => {", "() =>\n{\n\t").replaceAll(";", "")),
  ),
  honest(
    "arrow functions lose and gain brackets",
    js('test("maps", async () => { expect([1].map((x) => add(x, 1))).toEqual([2]); });'),
    js(
      'test("maps", async function () {\n  // mapped\n  expect([1].map(x => { return add(x, 1); })).toEqual([2]);\n});',
    ),
  ),
  honest(
    "node:test becomes vitest",
    {
      [jsPath]:
        'import test from "node:test";\nimport assert from "node:assert/strict";\ntest("adds", () => { assert.equal(add(1, 2), 3); assert.ok(isOpen(1)); assert.deepEqual(load(), { a: 1 }); });\ntest("throws", async () => { await assert.rejects(load(1), /no owner/); assert.throws(() => load(2), /none/); });\n',
    },
    {
      [jsPath]:
        'import { expect, test } from "vitest";\ntest("adds", () => { expect(add(1, 2)).toBe(3); expect(isOpen(1)).toBe(true); expect(load()).toEqual({ a: 1 }); });\ntest("throws", async () => { await expect(load(1)).rejects.toThrow(/no owner/); expect(() => load(2)).toThrow(/none/); });\n',
    },
  ),
  honest("jest becomes node:test", js(two), {
    [jsPath]:
      'const { test } = require("node:test");\nconst assert = require("node:assert");\ntest("adds two prices", () => { assert.strictEqual(add(1, 2), 3); });\ntest("an empty cart costs nothing", () => { assert.strictEqual(total([]), 0); });\n',
  }),
  honest(
    "chai becomes vitest",
    js(
      'it("adds", () => { expect(add(1, 2)).to.equal(3); expect(isOpen()).to.be.true; expect(load()).to.deep.equal({ a: 1 }); });',
    ),
    js(
      'it("adds", () => { expect(add(1, 2)).toBe(3); expect(isOpen()).toBe(true); expect(load()).toEqual({ a: 1 }); });',
    ),
  ),
  honest(
    "a test becomes TypeScript",
    js(three),
    ts(
      three
        .replace("const cart =", "const cart: Cart =")
        .replace('load("cart")', 'load<Cart>("cart") as Cart')
        .replace("() =>", "(): void =>"),
    ),
  ),
  honest(
    "a test that waits is written otherwise",
    js('test("rejects", () => { return expect(load()).rejects.toThrow("no"); });'),
    js('test("rejects", async () => { await expect(load()).rejects.toThrow("no"); });'),
  ),
  became("a truth is said otherwise", "expect(isOpen(1)).toBe(true);", "expect(isOpen(1)).toBeTruthy();"),
  became(
    "an expected value changes with the product",
    "expect(add(1, 2)).toBe(3);",
    "expect(add(1, 2)).toBe(4);",
  ),
  became(
    "a needless assertion goes",
    "const cart = load(); expect(cart).toBeDefined(); expect(cart.total).toBe(42);",
    "const cart = load(); expect(cart.total).toBe(42);",
  ),
  became(
    "a thing is looked at in part and exactly",
    "expect(load()).toEqual({ total: 42 });",
    "expect(load()).toBeDefined(); expect(load().total).toBe(42);",
  ),
  became(
    "a variable is renamed",
    "const a = add(1, 2); expect(a).toBe(3);",
    "const sum = add(1, 2); expect(sum).toBe(3);",
  ),
  became(
    "an error is expected in a block",
    'try { load(); } catch (error) { expect(error.message).toBe("no owner"); }',
    'expect(() => load()).toThrow("no owner");',
  ),
  became(
    "a block that throws on",
    "expect(add(1, 2)).toBe(3);",
    "try { expect(add(1, 2)).toBe(3); } catch (error) { throw new Error('sum', { cause: error }); } finally { close(); }",
  ),
  became(
    "a matcher of its own",
    "expect(el.getAttribute('disabled')).toBe('');",
    "expect(el).toBeDisabled();",
  ),
  became(
    "what is given to the product is built beforehand",
    "expect(add(1, 2)).toBe(3);",
    "const cart = { a: 1, b: 2 }; fill(cart); const expected = 3; expect(cart.sum).toBe(expected);",
  ),
  became("a call is counted", "expect(spy).toHaveBeenCalledTimes(1);", "expect(spy).toHaveBeenCalledOnce();"),
  honest(
    "a regular expression is tested",
    js('test("a", () => { const isOk = /x/.test("abc"); expect(isOk).toBe(false); });'),
    js('test("a", () => { expect(/x/.test("abc")).toBe(false); });'),
  ),
  honest(
    "a page is looked for",
    { "a.js": "" },
    {
      "a.js": "",
      "test/page.test.jsx":
        'test("shows a page", async () => { render(<Page />); await screen.findByText("Cart"); });\n',
    },
  ),
  honest("a program under test exits", js(two), {
    ...js(two),
    "test/programs/ends.js": "process.exit(0);\n",
  }),
  honest(
    "a helper narrows a type",
    js(bodyOf("const r = load(); expect(r.ok).toBe(true); expect(r.value).toBe(3);")),
    js(bodyOf("const r = load(); expect(r.ok).toBe(true); if (r.ok) { expect(r.value).toBe(3); }")),
  ),
  honest(
    "supertest's chain is kept",
    js('test("lists", async () => { await request(app).get("/").expect(200).expect("type", /json/); });'),
    js(
      'test("lists", async () => { const answer = await request(app).get("/"); expect(answer.status).toBe(200); expect(answer.type).toMatch(/json/); });',
    ),
  ),
];
