import { honest, js, type TestsKeptCase } from "./table.fixture.ts";

const go = (text: string) => ({ "cart/cart_test.go": `package cart\n\n${text}` });
const goTwo =
  "func TestSum(t *testing.T) {\n\tassert.Equal(t, 3, add(1, 2))\n}\n\nfunc TestBigSum(t *testing.T) {\n\tassert.Equal(t, 30, add(10, 20))\n}\n";
const java = (text: string) => ({ "src/test/java/CartTest.java": `class CartTest {\n${text}\n}\n` });
const ruby = (text: string) => ({ "spec/cart_spec.rb": `describe Cart do\n${text}\nend\n` });
const test = js('test("adds", () => { expect(add(1, 2)).toBe(3); });');
const snapTest = js('test("renders", () => { expect(load()).toMatchSnapshot(); });');
const snap = (key: string, value: string) =>
  `// Vitest Snapshot v1\n\nexports[\`${key} 1\`] = \`${value}\`;\n`;

export const honestOther: readonly TestsKeptCase[] = [
  honest(
    "go: tests become a table",
    go(goTwo),
    go(
      "func TestSum(t *testing.T) {\n\tcases := []struct{ a, b, sum int }{\n\t\t{1, 2, 3},\n\t\t{10, 20, 30},\n\t}\n\tfor _, c := range cases {\n\t\tassert.Equal(t, c.sum, add(c.a, c.b))\n\t}\n}\n",
    ),
  ),
  honest("go: a file is renamed and a test too", go(goTwo), {
    "cart/sum_test.go": `package cart\n\n${goTwo.replace("TestBigSum", "TestLargeSum")}`,
  }),
  honest(
    "go: a new test is skipped",
    go(goTwo),
    go(`${goTwo}\nfunc TestNew(t *testing.T) {\n\tt.Skip("later")\n}\n`),
  ),
  honest(
    "go: assertions move into a function",
    go(goTwo),
    go(
      "func check(t *testing.T, want, got int) {\n\tassert.Equal(t, want, got)\n}\n\nfunc TestSum(t *testing.T) {\n\tcheck(t, 3, add(1, 2))\n}\n\nfunc TestBigSum(t *testing.T) {\n\tcheck(t, 30, add(10, 20))\n}\n",
    ),
  ),
  honest(
    "java: tests change their order and names",
    java(
      "  @Test\n  void a() {\n    assertEquals(3, add(1, 2));\n  }\n  @Test\n  void b() {\n    assertEquals(0, total());\n  }",
    ),
    java(
      "  @Test\n  void isEmpty() {\n    assertThat(total()).isEqualTo(0);\n  }\n  @Test\n  void sums() {\n    assertThat(add(1, 2)).isEqualTo(3);\n  }",
    ),
  ),
  honest(
    "java: tests become parametrized",
    java(
      "  @Test\n  void a() {\n    assertEquals(3, add(1, 2));\n  }\n  @Test\n  void b() {\n    assertEquals(4, add(2, 2));\n  }",
    ),
    java(
      '  @ParameterizedTest\n  @CsvSource({\n    "1, 2, 3",\n    "2, 2, 4"\n  })\n  void adds(int a, int b, int sum) {\n    assertEquals(sum, add(a, b));\n  }',
    ),
  ),
  honest(
    "ruby: should becomes expect",
    ruby('  it "sums" do\n    add(1, 2).should eq(3)\n  end'),
    ruby('  it "sums" do\n    expect(add(1, 2)).to eq(3)\n  end'),
  ),
  honest(
    "thresholds are raised and move to another file",
    { ...test, ".nycrc": '{ "check-coverage": true, "lines": 80, "branches": 70 }\n' },
    {
      ...test,
      "vitest.config.js":
        "export default { test: { coverage: { thresholds: { lines: 85, branches: 70 } } } };\n",
    },
  ),
  honest(
    "build output is excluded",
    { ...test, "vitest.config.js": "export default { test: {} };\n" },
    {
      ...test,
      "vitest.config.js":
        'export default { test: { exclude: ["**/dist/**", "**/node_modules/**", "e2e/**"] } };\n',
    },
  ),
  honest(
    "a time limit is raised",
    { ...test, "vitest.config.js": "export default { test: {} };\n" },
    { ...test, "vitest.config.js": "export default { test: { testTimeout: 60_000, retry: 0 } };\n" },
  ),
  honest(
    "a script runs more",
    { ...test, "package.json": '{ "scripts": { "test": "jest" } }\n' },
    {
      ...test,
      "package.json":
        '{ "scripts": { "test": "vitest run --coverage", "clean": "rm -rf dist || true", "lint": "eslint ." } }\n',
    },
  ),
  honest(
    "a script clears up before it tests",
    { ...test, "scripts/test.sh": "#!/bin/sh\nnpm test\n" },
    {
      ...test,
      "scripts/test.sh":
        '#!/bin/sh\ndocker rm -f db || true\nif [ -n "$HELP" ]; then\n  exit 0\nfi\nnpm test\n',
    },
  ),
  honest(
    "a snapshot changes with the product",
    { ...snapTest, "src/cart.js": "1\n", "test/__snapshots__/cart.test.js.snap": snap("renders", "41") },
    { ...snapTest, "src/cart.js": "2\n", "test/__snapshots__/cart.test.js.snap": snap("renders", "42") },
  ),
  honest(
    "a snapshot is renamed with its test",
    { ...snapTest, "test/__snapshots__/cart.test.js.snap": snap("renders", "41") },
    {
      ...js('test("shows", () => { expect(load()).toMatchSnapshot(); });'),
      "test/__snapshots__/cart.test.js.snap": snap("shows", "41"),
    },
  ),
  honest(
    "a snapshot is added",
    { ...snapTest, "test/__snapshots__/cart.test.js.snap": snap("renders", "41") },
    {
      ...snapTest,
      "test/__snapshots__/cart.test.js.snap": snap("renders", "41"),
      "test/more.test.js": 'test("more", () => { expect(load()).toMatchSnapshot(); });\n',
      "test/__snapshots__/more.test.js.snap": snap("more", "1"),
    },
  ),
  honest("product code only", { ...test, "src/cart.js": "1\n" }, { ...test, "src/cart.js": "assert(x);\n" }),
  honest(
    "rust: product code only",
    { "src/a.rs": "fn a() { assert!(x); panic!(); }\n" },
    { "src/a.rs": "fn a() {}\n" },
  ),
  honest(
    "words about tests in documents",
    { ...test, "README.md": "Run vitest run || true\n" },
    { ...test, "README.md": "it.only exit 0\n" },
  ),
];
