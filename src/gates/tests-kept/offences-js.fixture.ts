import { js, jsPath, offence, type TestsKeptCase } from "./table.fixture.ts";

const sum = 'test("adds two prices", () => { expect(add(1, 2)).toBe(3); });';
const empty = 'test("an empty cart costs nothing", () => { expect(total([])).toBe(0); });';
const two = `${sum}\n${empty}`;
const three = `test("totals a cart", () => {
  const cart = load("cart");
  expect(cart.items).toHaveLength(2);
  expect(total(cart)).toBe(42);
  expect(cart.currency).toBe("EUR");
});`;
const rejects =
  'test("rejects a cart without owner", async () => { await expect(load("x")).rejects.toThrow("no owner"); });';
const helper = (body: string) => ({
  "test/support/check.js": `import { expect } from "vitest";\nexport function valid(cart) {\n${body}\n}\n`,
});
const calls = js(
  'import { valid } from "./support/check.js";\ntest("a loaded cart is valid", () => { valid(load("cart")); });',
);

const bodyOf = (text: string): string => `test("adds two prices", () => { ${text} });`;
const became = (
  name: string,
  was: string,
  is: string,
  ...rules: Parameters<typeof offence>[3][]
): TestsKeptCase => offence(name, js(bodyOf(was)), js(bodyOf(is)), ...rules);

/** Tests of JavaScript that are gone or that do not run. */
export const javascriptLosses: readonly TestsKeptCase[] = [
  offence("a test is deleted", js(two), js(sum), "deleted-test"),
  offence("a file of tests is deleted", { ...js(two), "a.js": "" }, { "a.js": "" }, "deleted-test"),
  offence("a test is commented out", js(two), js(`${sum}\n// ${empty}`), "deleted-test"),
  offence(
    "a test is replaced by another about something else",
    js(two),
    js(`${sum}\ntest("has a currency", () => { expect(load("a").currency).toBe("EUR"); });`),
    "deleted-test",
  ),
  offence(
    "a test is renamed out of the tests",
    js(two),
    { "src/cart.check.js": js(two)[jsPath] ?? "" },
    "deleted-test",
  ),
  offence(
    "a test becomes a fixture's text",
    js(two),
    js(`${sum}\nconst text = ${JSON.stringify(empty)};`),
    "deleted-test",
  ),
  offence(
    "rows of a table are gone",
    js(
      'test.each([[1, 2, 3], [2, 2, 4], [0, 0, 0]])("adds %i", (a, b, c) => { expect(add(a, b)).toBe(c); });',
    ),
    js('test.each([[1, 2, 3]])("adds %i", (a, b, c) => { expect(add(a, b)).toBe(c); });'),
    "deleted-test",
  ),
  offence(
    "a group is deleted with its tests",
    js(`describe("cart", () => { ${two} });\n${rejects}`),
    js(rejects),
    "deleted-test",
    "deleted-test",
  ),
  offence(
    "a test of node:test is deleted",
    {
      [jsPath]:
        'import test from "node:test";\nimport assert from "node:assert";\ntest("a", () => { assert.equal(add(1, 2), 3); });\ntest("b", (t) => { t.test("c", () => { assert.ok(total([9]) === 9); }); });\n',
    },
    {
      [jsPath]:
        'import test from "node:test";\nimport assert from "node:assert";\ntest("a", () => { assert.equal(add(1, 2), 3); });\n',
    },
    "deleted-test",
    "deleted-test",
  ),
  offence("test.skip", js(two), js(two.replace("test(", "test.skip(")), "skipped-test"),
  offence(
    "xit",
    js(two.replaceAll("test(", "it(")),
    js(two.replaceAll("test(", "it(").replace("it(", "xit(")),
    "skipped-test",
  ),
  offence(
    "xdescribe",
    js(`describe("cart", () => { ${two} });`),
    js(`xdescribe("cart", () => { ${two} });`),
    "skipped-test",
  ),
  offence(
    "describe.skip",
    js(`describe("cart", () => { ${two} });`),
    js(`describe.skip("cart", () => { ${two} });`),
    "skipped-test",
  ),
  offence("test.todo", js(two), js(`${sum}\ntest.todo("an empty cart costs nothing");`), "skipped-test"),
  offence("skipIf", js(two), js(two.replace("test(", "test.skipIf(process.env.CI)(")), "skipped-test"),
  offence(
    "an option that skips",
    js(two),
    js(two.replace('", () =>', '", { skip: true }, () =>')),
    "skipped-test",
  ),
  offence("test.fails", js(two), js(two.replace("test(", "test.fails(")), "skipped-test"),
  offence(
    "this.skip()",
    js('it("adds", function () { expect(add(1, 2)).toBe(3); });'),
    js('it("adds", function () { this.skip(); expect(add(1, 2)).toBe(3); });'),
    "skipped-test",
  ),
  offence(
    "t.skip()",
    js('test("adds", (t) => { expect(add(1, 2)).toBe(3); });'),
    js('test("adds", (t) => { t.skip("later"); expect(add(1, 2)).toBe(3); });'),
    "skipped-test",
  ),
  became(
    "an early return",
    "expect(add(1, 2)).toBe(3);",
    "return; expect(add(1, 2)).toBe(3);",
    "skipped-test",
  ),
  became(
    "an early return on a condition",
    "const a = add(1, 2); expect(a).toBe(3);",
    "const a = add(1, 2); if (a !== 3) return; expect(a).toBe(3);",
    "skipped-test",
  ),
  became(
    "an assertion that the environment switches off",
    "expect(add(1, 2)).toBe(3);",
    "if (process.env.STRICT) { expect(add(1, 2)).toBe(3); }",
    "skipped-test",
  ),
  offence("tests under if (false)", js(two), js(`${sum}\nif (false) { ${empty} }`), "skipped-test"),
  offence("test.only", js(two), js(two.replace("test(", "test.only(")), "focused-test"),
  offence(
    "fit",
    js(two.replaceAll("test(", "it(")),
    js(two.replaceAll("test(", "it(").replace("it(", "fit(")),
    "focused-test",
  ),
  offence(
    "fdescribe",
    js(`describe("cart", () => { ${two} });`),
    js(`fdescribe("cart", () => { ${two} });`),
    "focused-test",
  ),
  offence(
    "a new test with .only",
    js(two),
    js(`${two}\nit.only("is new", () => { expect(total([7])).toBe(7); });`),
    "focused-test",
  ),
  offence(
    "an option that focuses",
    js(two),
    js(two.replace('", () =>', '", { only: true }, () =>')),
    "focused-test",
  ),
];

/** Tests of JavaScript that say less than before. */
export const javascriptWeaker: readonly TestsKeptCase[] = [
  offence(
    "an assertion is gone",
    js(three),
    js(three.replace("  expect(total(cart)).toBe(42);\n", "")),
    "fewer-assertions",
  ),
  offence(
    "all assertions are gone",
    js(two),
    js(two.replace("expect(add(1, 2)).toBe(3);", "add(1, 2);")),
    "fewer-assertions",
  ),
  offence(
    "an assertion is commented out",
    js(three),
    js(three.replace("  expect(total(cart)", "  // expect(total(cart)")),
    "fewer-assertions",
  ),
  offence(
    "the assertions of a function that tests call are gone",
    { ...calls, ...helper("  expect(cart.total).toBe(1);\n  expect(cart.owner).toBe('me');") },
    { ...calls, ...helper("  expect(cart.total).toBe(1);") },
    "fewer-assertions",
  ),
  offence(
    "a function that tests call says less",
    { ...calls, ...helper("  expect(cart.total).toBe(1);") },
    { ...calls, ...helper("  expect(cart.total).toBeDefined();") },
    "looser-assertion",
  ),
  became(
    "expect(true).toBe(true)",
    "expect(add(1, 2)).toBe(3);",
    "add(1, 2); expect(true).toBe(true);",
    "trivial-assertion",
  ),
  became(
    "a thing is compared with itself",
    "expect(add(1, 2)).toBe(3);",
    "const a = add(1, 2); expect(a).toBe(a);",
    "trivial-assertion",
  ),
  became(
    "a literal in a variable",
    "expect(add(1, 2)).toBe(3);",
    "const ok = true; expect(ok).toBe(true);",
    "trivial-assertion",
  ),
  became("assert.ok(true)", "assert.equal(add(1, 2), 3);", "assert.ok(true);", "trivial-assertion"),
  became(
    "or true",
    "expect(add(1, 2) === 3).toBe(true);",
    "expect(add(1, 2) === 3 || true).toBe(true);",
    "trivial-assertion",
  ),
  became(
    "try and catch",
    "expect(add(1, 2)).toBe(3);",
    "try { expect(add(1, 2)).toBe(3); } catch {}",
    "swallowed-assertion",
  ),
  became(
    "a catch that only prints",
    "expect(add(1, 2)).toBe(3);",
    "try { expect(add(1, 2)).toBe(3); } catch (error) { console.log(error); }",
    "swallowed-assertion",
  ),
  offence(
    "a promise's catch",
    js(rejects),
    js(rejects.replace('"no owner")', '"no owner").catch(() => {})')),
    "swallowed-assertion",
  ),
  offence("nobody waits", js(rejects), js(rejects.replace("await expect", "expect")), "swallowed-assertion"),
  became(
    "if (false) inside a test",
    "expect(add(1, 2)).toBe(3);",
    "if (false) { expect(add(1, 2)).toBe(3); }",
    "swallowed-assertion",
  ),
  became(
    "toBe becomes toBeDefined",
    "expect(add(1, 2)).toBe(3);",
    "expect(add(1, 2)).toBeDefined();",
    "looser-assertion",
  ),
  became(
    "toEqual becomes toBeTruthy",
    "expect(load()).toEqual({ a: 1 });",
    "expect(load()).toBeTruthy();",
    "looser-assertion",
  ),
  became(
    "toBe becomes not.toThrow",
    "expect(add(1, 2)).toBe(3);",
    "expect(() => add(1, 2)).not.toThrow();",
    "looser-assertion",
  ),
  became(
    "an exact number becomes more than nothing",
    "expect(add(1, 2)).toBe(3);",
    "expect(add(1, 2)).toBeGreaterThan(0);",
    "looser-assertion",
  ),
  became(
    "a value becomes its type",
    "expect(add(1, 2)).toBe(3);",
    'expect(typeof add(1, 2)).toBe("number");',
    "looser-assertion",
  ),
  became(
    "a value becomes anything",
    "expect(load()).toEqual({ a: 1 });",
    "expect(load()).toEqual(expect.anything());",
    "looser-assertion",
  ),
  became(
    "a field becomes anything",
    "expect(load()).toEqual({ a: 1, b: 2 });",
    "expect(load()).toEqual({ a: 1, b: expect.any(Number) });",
    "looser-assertion",
  ),
  became(
    "the message of an error is no longer looked at",
    'expect(() => load()).toThrow("no owner");',
    "expect(() => load()).toThrow();",
    "looser-assertion",
  ),
  became(
    "strictEqual becomes ok",
    "assert.strictEqual(add(1, 2), 3);",
    "assert.ok(add(1, 2));",
    "looser-assertion",
  ),
  became(
    "arguments of a call are no longer looked at",
    "expect(spy).toHaveBeenCalledWith(1, 2);",
    "expect(spy).toHaveBeenCalled();",
    "looser-assertion",
  ),
  became(
    "an inline snapshot is emptied",
    "expect(load()).toMatchInlineSnapshot(`{ a: 1 }`);",
    "expect(load()).toMatchInlineSnapshot();",
    "looser-assertion",
  ),
  became(
    "another, looser thing is said instead",
    "expect(load().total).toBe(42);",
    "expect(load()).toBeDefined();",
    "looser-assertion",
  ),
  offence(
    "a fake expect",
    js(two),
    {
      [jsPath]: (js(two)[jsPath] ?? "")
        .replace("expect, ", "")
        .concat("function expect() { return { toBe() {} }; }\n"),
    },
    "replaced-assertion",
  ),
  offence(
    "a matcher of the framework is replaced",
    js(two),
    js(`expect.extend({ toBe: () => ({ pass: true }) });\n${two}`),
    "replaced-assertion",
  ),
  offence("process.exit(0) in a test", js(two), js(`${two}\nprocess.exit(0);`), "hidden-failure"),
  offence(
    "process.exit(0) in a setup file",
    { ...js(two), "test/setup.js": "" },
    { ...js(two), "test/setup.js": "afterAll(() => process.exit(0));\n" },
    "hidden-failure",
  ),
  offence(
    "a new file without assertions",
    js(two),
    { ...js(two), "test/new.test.js": 'test("runs", () => { add(1, 2); });\n' },
    "empty-test",
  ),
  offence(
    "a new test that can never fail",
    js(two),
    js(`${two}\ntest("is new", () => { expect(1).toBe(1); });`),
    "trivial-assertion",
  ),
];
