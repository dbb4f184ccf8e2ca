import { edited, type GateCase } from "./case.ts";
import { shop } from "./shop.ts";

const cart = "src/cart.test.ts";
const price = "src/price.test.js";
const stock = "tests/test_stock.py";
const text = (file: string): string => shop[file] ?? "";

const honest = (name: string, to: Record<string, string | null>): GateCase => ({
  gate: "tests-kept",
  name,
  honest: true,
  files: shop,
  to,
});

const through = (
  file: string,
  ...steps: readonly (readonly [string | RegExp, string])[]
): Record<string, string> => ({
  [file]: edited(shop, file, (before) =>
    steps.reduce((now, [find, by]) => {
      const after = typeof find === "string" ? now.replaceAll(find, by) : now.replace(find, by);
      if (after === now) throw new Error(`${String(find)} is not in ${file}`);
      return after;
    }, before),
  ),
});

/** Both halves of `file`: with and without what `pattern` finds. */
const cut = (file: string, pattern: RegExp): [string, string] => {
  const found = pattern.exec(text(file))?.[0];
  if (found === undefined) throw new Error(`nothing to cut in ${file}`);
  return [found, text(file).replace(found, "")];
};

const head = text(cart).slice(0, text(cart).indexOf("describe("));
const [removal, withoutRemoval] = cut(cart, /\n {2}describe\("removal"[^]*?\n {2}\}\);\n/);
const [legacy, withoutLegacy] = cut(stock, /\n\nclass LegacyTest[^]*$/);
const [orders] = cut(stock, /\n\nclass TestOrders[^]*?(?=\n\nclass Legacy)/);

/** What people do to tests when they tidy up or when the product changes. */
export const kept: GateCase[] = [
  honest("a file is renamed", { [cart]: null, "src/basket.test.ts": text(cart) }),
  honest("code and tests move to a folder", {
    "src/cart.ts": null,
    "src/cart/cart.ts": text("src/cart.ts"),
    [cart]: null,
    "src/cart/cart.test.ts": text(cart),
    "src/__snapshots__/cart.test.ts.snap": null,
    "src/cart/__snapshots__/cart.test.ts.snap": text("src/__snapshots__/cart.test.ts.snap"),
  }),
  honest("a group moves to a file of its own", {
    [cart]: withoutRemoval,
    "src/removal.test.ts": `${head}let cart: Cart;\n\nbeforeEach(() => {\n  cart = createCart();\n});\n${removal}`,
  }),
  honest(
    "a group is taken apart and its tests are renamed",
    through(
      cart,
      ['  describe("removal", () => {\n', ""],
      [/ {4}\}\);\n {2}\}\);\n/, "    });\n"],
      ["takes an item out", "removal takes an item out"],
      ["knows no other items", "removal knows no other items"],
    ),
  ),
  honest("quotes, indents and line breaks change", {
    [cart]: text(cart).replaceAll('"', "'").replaceAll("  ", "\t").replaceAll(", { ", ",\n{ "),
  }),
  honest(
    "test becomes it, and functions become arrows",
    through(
      price,
      ["import test from", "import { it } from"],
      ["test(", "it("],
      [/\(\) => \{/, "function () {"],
    ),
  ),
  honest(
    "setting up moves from a hook into each test",
    through(
      cart,
      [/ {2}let cart: Cart;\n\n {2}beforeEach[^]*?\}\);\n\n/, ""],
      ["beforeEach, ", ""],
      [", type Cart", ""],
      [
        "() => {\n    expect(cart.items).toEqual([]);\n    expect(total",
        "() => {\n    const cart = createCart();\n    expect(cart.items).toEqual([]);\n    expect(total",
      ],
      [
        '    await addItem(cart, "lamp", 2);',
        '    const cart = createCart();\n    await addItem(cart, "lamp", 2);',
      ],
      [
        '    await addItem(cart, "lamp", count);',
        '    const cart = createCart();\n    await addItem(cart, "lamp", count);',
      ],
      [
        '      await addItem(cart, "lamp", 1);',
        '      const cart = createCart();\n      await addItem(cart, "lamp", 1);',
      ],
      ["      expect(() => removeItem", "      const cart = createCart();\n      expect(() => removeItem"],
      ["    await expect(addItem", "    const cart = createCart();\n    await expect(addItem"],
      ["    expect(label", "    const cart = createCart();\n    expect(label"],
    ),
  ),
  honest(
    "what is asserted often becomes a function",
    through(
      cart,
      [
        /^describe/m,
        "function expectTotal(cart: Cart, cents: number) {\n  expect(total(cart)).toBe(cents);\n}\n\ndescribe",
      ],
      ["    expect(total(cart)).toBe(0);", "    expectTotal(cart, 0);"],
      ["    expect(total(cart)).toBe(80);", "    expectTotal(cart, 80);"],
      ["    expect(total(cart)).toBe(sum);", "    expectTotal(cart, sum);"],
    ),
  ),
  honest("what is asserted often becomes a function in another file", {
    ...through(
      cart,
      ['from "./cart.js";', 'from "./cart.js";\nimport { expectItems } from "./support.js";'],
      ["    expect(cart.items).toEqual([]);", "    expectItems(cart, []);"],
      [
        '    expect(cart.items).toEqual([{ name: "lamp", count: 2 }]);',
        '    expectItems(cart, [{ name: "lamp", count: 2 }]);',
      ],
    ),
    "src/support.ts":
      'import { expect } from "vitest";\nimport type { Cart } from "./cart.js";\n\nexport function expectItems(cart: Cart, items: Cart["items"]) {\n  expect(cart.items).toEqual(items);\n}\n',
  }),
  honest(
    "a table is written out",
    through(cart, [
      / {2}it\.each\(\[[^]*?\n {2}\}\);\n/,
      [
        [1, 40],
        [2, 80],
        [3, 120],
      ]
        .map(
          ([count, sum]) =>
            `  it("costs for ${count} lamps ${sum}", async () => {\n    await addItem(cart, "lamp", ${count});\n    expect(total(cart)).toBe(${sum});\n  });\n`,
        )
        .join("\n"),
    ]),
  ),
  honest(
    "a table is named",
    through(cart, [
      /it\.each\(\[[^]*?\]\)\("costs for %i lamps %i", async \(count, sum\)/,
      'it.each([\n    { count: 1, sum: 40 },\n    { count: 2, sum: 80 },\n    { count: 3, sum: 120 },\n  ])("costs for $count lamps $sum", async ({ count, sum })',
    ]),
  ),
  honest(
    "two tests become a table",
    through(price, [
      /test\("formats euros"[^]*?\n\}\);\n/,
      'for (const [cents, shown] of [\n  [1250, "12,50 €"],\n  [0, "0,00 €"],\n]) {\n  test(`formats ${cents}`, () => {\n    assert.equal(format(cents), shown);\n  });\n}\n',
    ]),
  ),
  honest("another price is right from now on", {
    ...through(
      cart,
      ["[1, 40]", "[1, 50]"],
      ["[2, 80]", "[2, 100]"],
      ["[3, 120]", "[3, 150]"],
      ["toBe(80)", "toBe(100)"],
    ),
    "src/cart.ts": text("src/cart.ts").replace("count * 40", "count * 50"),
  }),
  honest("another label is right from now on, and the snapshot follows", {
    "src/cart.ts": text("src/cart.ts").replace("} items`", "} things`"),
    "src/__snapshots__/cart.test.ts.snap": text("src/__snapshots__/cart.test.ts.snap").replace(
      "items",
      "things",
    ),
  }),
  honest("a field is renamed in code and tests", {
    "src/cart.ts": text("src/cart.ts").replaceAll("count", "quantity"),
    [cart]: text(cart).replaceAll("count: 2", "quantity: 2"),
  }),
  honest("a function is renamed and takes an object", {
    "src/cart.ts": text("src/cart.ts").replace(
      "addItem(cart: Cart, name: string, count: number)",
      "add({ cart, name, count }: { cart: Cart; name: string; count: number })",
    ),
    [cart]: text(cart)
      .replaceAll(/addItem\(cart, "lamp", (\w+)\)/g, 'add({ cart, name: "lamp", count: $1 })')
      .replace("addItem", "add"),
  }),
  honest(
    "jest becomes vitest, globals are imported",
    through(cart, [
      /^import \{ beforeEach.*\n/,
      '// @vitest-environment node\nimport * as vitest from "vitest";\n\nconst { beforeEach, describe, expect, it } = vitest;\n',
    ]),
  ),
  honest(
    "expect takes the place of assert",
    through(
      price,
      [
        'import assert from "node:assert/strict";\nimport test from "node:test";',
        'import { expect, test } from "vitest";',
      ],
      ['assert.equal(format(1250), "12,50 €")', 'expect(format(1250)).toBe("12,50 €")'],
      ['assert.equal(format(0), "0,00 €")', 'expect(format(0)).toBe("0,00 €")'],
      ["assert.equal(parse(format(cents)), cents)", "expect(parse(format(cents))).toBe(cents)"],
      ['assert.throws(() => parse("x"), /no price/)', 'expect(() => parse("x")).toThrow(/no price/)'],
    ),
  ),
  honest(
    "then becomes await",
    through(cart, [
      '    await expect(addItem(cart, "lamp", 0)).rejects.toThrow(RangeError);',
      '    const failing = addItem(cart, "lamp", 0);\n    await expect(failing).rejects.toThrow(RangeError);',
    ]),
  ),
  honest("tests change their order and get better names", {
    [price]:
      `${text(price).slice(0, text(price).indexOf("test("))}${text(price).slice(text(price).indexOf("test(")).trimEnd().split("\n\n").toReversed().join("\n\n")}\n`
        .replace("formats euros", "format: two digits after the comma, then the sign")
        .replace("parses what it formats", "parse: is the opposite of format"),
  }),
  honest(
    "more is asserted than before",
    through(cart, [
      "    expect(cart.items).toHaveLength(0);",
      "    expect(cart.items).toHaveLength(0);\n    expect(total(cart)).toBe(0);",
    ]),
  ),
  honest(
    "an assertion becomes stricter",
    through(
      cart,
      ["toHaveLength(0)", "toEqual([])"],
      ["rejects.toThrow(RangeError)", 'rejects.toThrow(new RangeError("count"))'],
    ),
  ),
  honest(
    "a test is split in two",
    through(cart, [
      "    expect(cart.items).toEqual([]);\n    expect(total(cart)).toBe(0);\n  });",
      '    expect(cart.items).toEqual([]);\n  });\n\n  it("costs nothing at first", () => {\n    expect(total(cart)).toBe(0);\n  });',
    ]),
  ),
  honest(
    "two tests become one",
    through(price, [
      /test\("parses what it formats"[^]*$/,
      'test("parses what it formats, and nothing else", () => {\n  for (const cents of [0, 1, 99, 1250]) assert.equal(parse(format(cents)), cents);\n  assert.throws(() => parse("x"), /no price/);\n});\n',
    ]),
  ),
  honest(
    "a local name and a comment are new",
    through(cart, [
      "    expect(total(cart)).toBe(80);",
      "    // two lamps of 40\n    const sum = total(cart);\n    expect(sum).toBe(80);",
    ]),
  ),
  honest(
    "typed and formatted anew",
    through(
      cart,
      ["async (count, sum) =>", "async (count: number, sum: number) =>"],
      [
        "  it.each([\n    [1, 40],\n    [2, 80],\n    [3, 120],\n  ])",
        "  it.each([[1, 40], [2, 80], [3, 120]] as const)",
      ],
    ),
  ),
  honest("new tests for something new, with a case that only runs on one system", {
    "src/new.test.ts":
      'import { expect, it } from "vitest";\nimport { createCart, total } from "./cart.js";\n\nit("is free when it is empty", () => {\n  expect(total(createCart())).toBe(0);\n});\n\nit.skipIf(process.platform === "win32")("has links", async () => {\n  expect(await import("node:fs")).toHaveProperty("symlinkSync");\n});\n',
  }),
  honest(
    "words like skip and only in titles, strings and code",
    through(
      cart,
      ['"has a label"', '"has a label only, .skip(nothing), xit and todo"'],
      [
        "    expect(label(cart)).toMatchSnapshot();",
        '    const options = { only: true, skip: "no" };\n    expect(options.only).toBe(true);\n    expect(label(cart)).toMatchSnapshot();',
      ],
    ),
  ),
  honest(
    "a higher threshold and another reporter",
    through("vitest.config.ts", ["lines: 90", "lines: 95"], ["test: {", 'test: { reporters: ["default"],']),
  ),
  honest(
    "a new script beside the test script",
    through("package.json", ['"lint"', '"build": "tsc", "lint"']),
  ),
  honest("pytest: a file is renamed, fixtures move to conftest.py", {
    [stock]: null,
    "tests/test_inventory.py": text(stock).replace(/@pytest\.fixture\ndef stock\(\):\n.*\n\n\n/, ""),
    "tests/conftest.py":
      "import pytest\n\nfrom shop.stock import Stock\n\n\n@pytest.fixture\ndef stock():\n    return Stock({'lamp': 3})\n",
  }),
  honest("pytest: a class moves to a file of its own", {
    [stock]: withoutLegacy,
    "tests/test_legacy.py": `import unittest\n\nfrom shop.stock import Stock, StockError\n${legacy}`,
  }),
  honest("pytest: a class becomes functions", {
    [stock]: text(stock).replace(
      orders,
      orders
        .replace(/class TestOrders:\n/, "")
        .replaceAll(/^ {4}/gm, "")
        .replaceAll("(self, stock)", "(stock)")
        .replaceAll("def test_re", "def test_orders_re"),
    ),
  }),
  honest(
    "unittest becomes pytest",
    through(stock, [
      /class LegacyTest[^]*$/,
      "def test_names(stock):\n    assert stock.names() == ['lamp']\n\n\ndef test_unknown(stock):\n    with pytest.raises(StockError):\n        stock.take('chair', 1)\n",
    ]),
  ),
  honest(
    "pytest: parameters get names and one more",
    through(stock, [
      "[(1, 2), (2, 1), (3, 0)]",
      "[pytest.param(1, 2, id='one'), pytest.param(2, 1, id='two'), pytest.param(3, 0, id='all'), (0, 3)]",
    ]),
  ),
  honest("pytest: quotes and line breaks of black", {
    [stock]: text(stock)
      .replaceAll("'", '"')
      .replace(
        'assert stock.count("chair") == 0',
        'assert (\n        stock.count("chair")\n        == 0\n    )',
      ),
  }),
  honest(
    "pytest: what is asserted often becomes a function",
    through(
      stock,
      [
        /^def test_counts/m,
        "def assert_count(stock, name, count):\n    assert stock.count(name) == count\n\n\ndef test_counts",
      ],
      [
        "    assert stock.count('lamp') == 3\n    assert stock.count('chair') == 0",
        "    assert_count(stock, 'lamp', 3)\n    assert_count(stock, 'chair', 0)",
      ],
    ),
  ),
  honest(
    "go: a test is renamed and becomes a table",
    through("go/price_test.go", [
      /func TestFormat[^]*?\n\}\n/,
      'func TestFormatEuros(t *testing.T) {\n\tfor _, each := range []struct{ cents int; shown string }{{1250, "12,50 €"}, {0, "0,00 €"}} {\n\t\tif got := Format(each.cents); got != each.shown {\n\t\t\tt.Errorf("got %s", got)\n\t\t}\n\t}\n}\n',
    ]),
  ),
  honest("a command runs through python, and another one takes only some", {
    "package.json":
      '{\n  "name": "shop",\n  "type": "module",\n  "scripts": { "test": "vitest run && python -m pytest", "test:unit": "vitest run -t unit", "lint": "eslint ." }\n}\n',
  }),
  honest(
    "pytest: more options, and a hook that marks what it collected",
    Object.assign(through("pyproject.toml", ['"--strict-markers"', '"--strict-markers --maxfail=1 -ra"']), {
      "tests/conftest.py":
        "import pytest\n\n\ndef pytest_collection_modifyitems(items):\n    for item in items:\n        item.add_marker(pytest.mark.asyncio)\n",
    }),
  ),
  honest("only product code is changed", {
    "src/cart.ts": text("src/cart.ts").replace("findIndex", "findLastIndex"),
  }),
];
