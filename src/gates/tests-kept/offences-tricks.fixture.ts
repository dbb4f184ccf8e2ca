import { js, jsPath, offence, type TestsKeptCase } from "./table.fixture.ts";

const sum = 'test("adds two prices", () => { expect(add(1, 2)).toBe(3); });';
const empty = 'test("an empty cart costs nothing", () => { expect(total([])).toBe(0); });';
const two = `${sum}\n${empty}`;

const became = (
  name: string,
  was: string,
  is: string,
  ...rules: Parameters<typeof offence>[3][]
): TestsKeptCase =>
  offence(
    name,
    js(`test("adds two prices", async () => { ${was} });`),
    js(`test("adds two prices", async () => { ${is} });`),
    ...rules,
  );

/** Ways of saying less that look like saying the same. */
export const javascriptTricks: readonly TestsKeptCase[] = [
  offence(
    "a file is given a name that no runner knows",
    js(two),
    { "test/cart.checks.js": js(two)[jsPath] ?? "" },
    "skipped-test",
    "skipped-test",
  ),
  offence(
    "a group returns before its tests",
    js(`describe("cart", () => { ${two} });`),
    js(`describe("cart", () => { return; ${two} });`),
    "skipped-test",
  ),
  offence(
    "another name for test.skip",
    js(two),
    js(`const later = test.skip;\n${sum}\n${empty.replace("test(", "later(")}`),
    "deleted-test",
  ),
  offence("test['skip']", js(two), js(two.replace("test(", "test['skip'](")), "skipped-test"),
  became(
    "a value becomes a number of some kind",
    "expect(add(1, 2)).toBe(3);",
    "expect(Number.isFinite(add(1, 2))).toBe(true);",
    "looser-assertion",
  ),
  became(
    "a value becomes a truth",
    "expect(add(1, 2)).toBe(3);",
    "expect(!!add(1, 2)).toBe(true);",
    "looser-assertion",
  ),
  became(
    "a value becomes no other value",
    "expect(add(1, 2)).toBe(3);",
    "expect(add(1, 2) === undefined).toBe(false);",
    "looser-assertion",
  ),
  became(
    "a value becomes a bound",
    "expect(add(1, 2)).toBe(3);",
    "expect(add(1, 2)).toBeLessThan(1000);",
    "looser-assertion",
  ),
  became(
    "both sides are computed",
    "expect(add(1, 2)).toBe(3);",
    "expect(add(1, 2)).toBe(add(1, 2));",
    "trivial-assertion",
  ),
  became(
    "an object of the test's own",
    "expect(load().total).toBe(42);",
    "const cart = { total: 42 }; expect(cart.total).toBe(42);",
    "trivial-assertion",
  ),
  became(
    "after the test is over",
    "expect(add(1, 2)).toBe(3);",
    "setTimeout(() => { expect(add(1, 2)).toBe(3); });",
    "swallowed-assertion",
  ),
  became(
    "a promise that nobody waits for",
    "expect(await load()).toBe(3);",
    "load().then((cart) => { expect(cart).toBe(3); });",
    "swallowed-assertion",
  ),
  offence(
    "process.exitCode",
    js(two),
    js(`${two}\nafterAll(() => { process.exitCode = 0; });`),
    "hidden-failure",
  ),
];
