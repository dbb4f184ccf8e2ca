import { js, offence, py, pyPath, type TestsKeptCase } from "./table.fixture.ts";

const sum = "def test_sum():\n    assert add(1, 2) == 3\n";
const none = "def test_empty():\n    assert total([]) == 0\n";
const two = `${sum}\n${none}`;
const unit =
  "class TestCart(unittest.TestCase):\n    def test_sum(self):\n        self.assertEqual(add(1, 2), 3)\n\n    def test_empty(self):\n        self.assertEqual(total([]), 0)\n";
const pair =
  "def test_cart():\n    cart = load()\n    assert cart.total == 42\n    assert cart.owner == 'me'\n";

const became = (
  name: string,
  was: string,
  is: string,
  ...rules: Parameters<typeof offence>[3][]
): TestsKeptCase =>
  offence(name, py(`def test_sum():\n    ${was}\n`), py(`def test_sum():\n    ${is}\n`), ...rules);

export const pythonOffences: readonly TestsKeptCase[] = [
  offence(
    "a class that pytest does not look for",
    py("class TestCart:\n    def test_sum(self):\n        assert add(1, 2) == 3\n"),
    py("class CartChecks:\n    def test_sum(self):\n        assert add(1, 2) == 3\n"),
    "deleted-test",
  ),
  offence(
    "__test__ = False",
    py(unit),
    py(unit.replace("    def test_sum", "    __test__ = False\n\n    def test_sum")),
    "skipped-test",
  ),
  became(
    "python: an exact number becomes a bound",
    "assert add(1, 2) == 3",
    "assert add(1, 2) < 1000",
    "looser-assertion",
  ),
  offence("python: a test is deleted", py(two), py(sum), "deleted-test"),
  offence(
    "python: a method of unittest is deleted",
    py(unit),
    py(unit.slice(0, unit.indexOf("\n    def test_empty"))),
    "deleted-test",
  ),
  offence(
    "python: a test is renamed so that pytest does not find it",
    py(two),
    py(two.replace("test_empty", "check_empty")),
    "deleted-test",
  ),
  offence(
    "python: rows of parametrize are gone",
    py(
      "@pytest.mark.parametrize('a,b', [(1, 2), (2, 3), (3, 4)])\ndef test_next(a, b):\n    assert add(a, 1) == b\n",
    ),
    py("@pytest.mark.parametrize('a,b', [(1, 2)])\ndef test_next(a, b):\n    assert add(a, 1) == b\n"),
    "deleted-test",
  ),
  offence("pytest.mark.skip", py(two), py(`@pytest.mark.skip\n${two}`), "skipped-test"),
  offence(
    "pytest.mark.skipif",
    py(two),
    py(`@pytest.mark.skipif(True, reason="later")\n${two}`),
    "skipped-test",
  ),
  offence("pytest.mark.xfail", py(two), py(`@pytest.mark.xfail\n${two}`), "skipped-test"),
  offence("unittest.skip", py(unit), py(`@unittest.skip("later")\n${unit}`), "skipped-test"),
  became(
    "pytest.skip()",
    "assert add(1, 2) == 3",
    'pytest.skip("later")\n    assert add(1, 2) == 3',
    "skipped-test",
  ),
  offence("pytestmark", py(two), py(`pytestmark = pytest.mark.skip\n\n${two}`), "skipped-test"),
  became(
    "python: an early return",
    "assert add(1, 2) == 3",
    "return\n    assert add(1, 2) == 3",
    "skipped-test",
  ),
  offence(
    "python: an assertion is gone",
    py(pair),
    py(pair.replace("    assert cart.owner == 'me'\n", "")),
    "fewer-assertions",
  ),
  became("assert True", "assert add(1, 2) == 3", "add(1, 2)\n    assert True", "trivial-assertion"),
  became("assert 1 == 1", "assert add(1, 2) == 3", "assert 1 == 1", "trivial-assertion"),
  became(
    "a tuple is always true",
    "assert add(1, 2) == 3",
    'assert (add(1, 2) == 3, "wrong")',
    "trivial-assertion",
  ),
  became("python: or True", "assert add(1, 2) == 3", "assert add(1, 2) == 3 or True", "trivial-assertion"),
  became(
    "except: pass",
    "assert add(1, 2) == 3",
    "try:\n        assert add(1, 2) == 3\n    except Exception:\n        pass",
    "swallowed-assertion",
  ),
  became(
    "python: if False",
    "assert add(1, 2) == 3",
    "if False:\n        assert add(1, 2) == 3",
    "swallowed-assertion",
  ),
  became(
    "python: a value becomes its presence",
    "assert load() == {'a': 1}",
    "assert load() is not None",
    "looser-assertion",
  ),
  became(
    "python: a value becomes its type",
    "assert load() == {'a': 1}",
    "assert isinstance(load(), dict)",
    "looser-assertion",
  ),
  became(
    "python: an exact number becomes more than nothing",
    "assert add(1, 2) == 3",
    "assert add(1, 2) > 0",
    "looser-assertion",
  ),
  became(
    "assertEqual becomes assertIsNotNone",
    "self.assertEqual(add(1, 2), 3)",
    "self.assertIsNotNone(add(1, 2))",
    "looser-assertion",
  ),
  became(
    "assertEqual becomes assertTrue",
    "self.assertEqual(add(1, 2), 3)",
    "self.assertTrue(add(1, 2))",
    "looser-assertion",
  ),
  offence(
    "python: a new file without assertions",
    py(two),
    { ...py(two), "tests/test_new.py": "def test_runs():\n    add(1, 2)\n" },
    "empty-test",
  ),
  offence(
    "collect_ignore",
    { ...py(two), "conftest.py": "" },
    { ...py(two), "conftest.py": 'collect_ignore = ["tests/test_cart.py"]\n' },
    "excluded-test",
  ),
  offence(
    "a report that is rewritten",
    { ...py(two), "tests/conftest.py": "" },
    {
      ...py(two),
      "tests/conftest.py": 'def pytest_runtest_makereport(item, call):\n    report.outcome = "passed"\n',
    },
    "replaced-assertion",
  ),
  offence("sys.exit(0) in a test file", py(two), py(`import sys\n${two}\nsys.exit(0)\n`), "hidden-failure"),
];

const go = (text: string) => ({ "cart/cart_test.go": `package cart\n\n${text}` });
const goTwo =
  'func TestSum(t *testing.T) {\n\tif add(1, 2) != 3 {\n\t\tt.Error("sum")\n\t}\n}\n\nfunc TestEmpty(t *testing.T) {\n\tassert.Equal(t, 0, total())\n}\n';
const java = (text: string) => ({ "src/test/java/CartTest.java": `class CartTest {\n${text}\n}\n` });
const javaTwo =
  "  @Test\n  void sums() {\n    assertEquals(3, add(1, 2));\n    assertNotNull(cart);\n  }\n\n  @Test\n  void isEmpty() {\n    assertEquals(0, total());\n  }";
const ruby = (text: string) => ({ "spec/cart_spec.rb": `describe Cart do\n${text}\nend\n` });
const rubyTwo =
  '  it "sums" do\n    expect(add(1, 2)).to eq(3)\n  end\n\n  it "is empty" do\n    expect(total([])).to eq(0)\n  end';
const rust = (text: string) => ({ "src/cart.rs": `fn add() {}\n#[cfg(test)]\nmod tests {\n${text}\n}\n` });
const rustTwo =
  "    #[test]\n    fn sums() {\n        assert_eq!(add(1, 2), 3);\n    }\n    #[test]\n    fn empty() {\n        assert_eq!(total(), 0);\n    }";

export const countedOffences: readonly TestsKeptCase[] = [
  offence(
    "go: a test is deleted",
    go(goTwo),
    go(goTwo.slice(0, goTwo.indexOf("func TestEmpty"))),
    "fewer-tests",
  ),
  offence(
    "go: t.Skip",
    go(goTwo),
    go(goTwo.replace("{\n\tif", '{\n\tt.Skip("later")\n\tif')),
    "skipped-test",
  ),
  offence(
    "go: an assertion is gone",
    go(goTwo),
    go(goTwo.replace("\tassert.Equal(t, 0, total())\n", "\ttotal()\n")),
    "fewer-assertions",
  ),
  offence(
    "go: a test is commented out",
    go(goTwo),
    go(goTwo.replace("func TestEmpty", "/* func TestEmpty").concat("*/")),
    "fewer-tests",
  ),
  offence(
    "go: the file is deleted",
    { ...go(goTwo), "a.go": "package a\n" },
    { "a.go": "package a\n" },
    "fewer-tests",
    "fewer-tests",
  ),
  offence(
    "java: a test is deleted",
    java(javaTwo),
    java(javaTwo.slice(0, javaTwo.indexOf("\n  @Test\n  void isEmpty"))),
    "fewer-tests",
  ),
  offence(
    "java: @Disabled",
    java(javaTwo),
    java(javaTwo.replace("  @Test\n", '  @Disabled("later")\n  @Test\n')),
    "skipped-test",
  ),
  offence(
    "java: an assertion is gone",
    java(javaTwo),
    java(javaTwo.replace("    assertNotNull(cart);\n", "")),
    "fewer-assertions",
  ),
  offence(
    "java: a trivial assertion",
    java(javaTwo),
    java(javaTwo.replace("assertEquals(0, total())", "assertTrue(true)")),
    "fewer-assertions",
  ),
  offence(
    "ruby: a test is deleted",
    ruby(rubyTwo),
    ruby(rubyTwo.slice(0, rubyTwo.indexOf('\n  it "is empty"'))),
    "fewer-tests",
  ),
  offence("ruby: xit", ruby(rubyTwo), ruby(rubyTwo.replace("it", "xit")), "skipped-test"),
  offence(
    "ruby: pending",
    ruby(rubyTwo),
    ruby(rubyTwo.replace('"sums" do\n', '"sums" do\n    pending "later"\n')),
    "skipped-test",
  ),
  offence("ruby: focus", ruby(rubyTwo), ruby(rubyTwo.replace("it", "fit")), "focused-test"),
  offence(
    "rust: #[ignore]",
    rust(rustTwo),
    rust(rustTwo.replace("    #[test]\n", "    #[test]\n    #[ignore]\n")),
    "skipped-test",
  ),
  offence(
    "rust: a test is deleted",
    rust(rustTwo),
    rust(rustTwo.slice(0, rustTwo.lastIndexOf("    #[test]"))),
    "fewer-tests",
  ),
];

const test = js('test("adds", () => { expect(add(1, 2)).toBe(3); });');
const vitest = (text: string) => ({ ...test, "vitest.config.js": `export default { test: { ${text} } };\n` });
const scripts = (command: string) => ({
  ...test,
  "package.json": JSON.stringify({ scripts: { test: command, build: "tsc" } }, null, 2),
});
const sh = (text: string) => ({ ...test, "scripts/test.sh": `#!/bin/sh\nset -e\n${text}` });
const snap = (value: string) => ({
  ...js('test("renders", () => { expect(load()).toMatchSnapshot(); });'),
  "test/__snapshots__/cart.test.js.snap": `// Vitest Snapshot v1\n\nexports[\`renders 1\`] = \`${value}\`;\n`,
});

export const settingsOffences: readonly TestsKeptCase[] = [
  offence(
    "a threshold is lowered",
    vitest("coverage: { thresholds: { lines: 90, branches: 80 } }"),
    vitest("coverage: { thresholds: { lines: 50, branches: 80 } }"),
    "lower-threshold",
  ),
  offence(
    "a threshold is gone",
    vitest("coverage: { thresholds: { lines: 90 } }"),
    vitest("coverage: {}"),
    "lower-threshold",
  ),
  offence(
    "fail_under is lowered",
    { ...py(two), ".coveragerc": "[report]\nfail_under = 90\n" },
    { ...py(two), ".coveragerc": "[report]\nfail_under = 10\n" },
    "lower-threshold",
  ),
  offence(
    "--cov-fail-under is lowered",
    { ...py(two), "pytest.ini": "[pytest]\naddopts = --cov --cov-fail-under=90\n" },
    { ...py(two), "pytest.ini": "[pytest]\naddopts = --cov --cov-fail-under=20\n" },
    "lower-threshold",
  ),
  offence(
    "--max-warnings is raised",
    scripts("eslint --max-warnings 0 . && vitest run"),
    scripts("eslint --max-warnings 500 . && vitest run"),
    "lower-threshold",
  ),
  offence(
    "exclude of vitest",
    vitest(""),
    vitest('exclude: ["**/node_modules/**", "test/cart*"]'),
    "excluded-test",
  ),
  offence(
    "testPathIgnorePatterns",
    { ...test, "jest.config.js": "module.exports = {};\n" },
    {
      ...test,
      "jest.config.js": 'module.exports = { testPathIgnorePatterns: ["/node_modules/", "cart"] };\n',
    },
    "excluded-test",
  ),
  offence(
    "--ignore",
    { ...py(two), "pytest.ini": "[pytest]\naddopts = -q\n" },
    { ...py(two), "pytest.ini": `[pytest]\naddopts = -q --ignore=${pyPath}\n` },
    "excluded-test",
  ),
  offence(
    "norecursedirs",
    { ...py(two), "pytest.ini": "[pytest]\n" },
    { ...py(two), "pytest.ini": "[pytest]\nnorecursedirs = .git tests\n" },
    "excluded-test",
  ),
  offence("|| true", scripts("vitest run"), scripts("vitest run || true"), "hidden-failure"),
  offence("exit 0 after the tests", scripts("vitest run"), scripts("vitest run; exit 0"), "hidden-failure"),
  offence(
    "--passWithNoTests",
    scripts("vitest run"),
    scripts("vitest run --passWithNoTests"),
    "hidden-failure",
  ),
  offence("passWithNoTests", vitest(""), vitest("passWithNoTests: true"), "hidden-failure"),
  offence(
    "a script that only talks",
    scripts("vitest run"),
    scripts("echo ALL TESTS PASSED"),
    "hidden-failure",
  ),
  offence(
    "|| true in a Makefile",
    { ...test, Makefile: "test:\n\tpytest\n" },
    { ...test, Makefile: "test:\n\tpytest || true\n" },
    "hidden-failure",
  ),
  offence("exit 0 in a shell script", sh("npm test\n"), sh("exit 0\nnpm test\n"), "hidden-failure"),
  offence("set +e in a shell script", sh("npm test\n"), sh("set +e\nnpm test\n"), "hidden-failure"),
  offence(
    "continue-on-error in a workflow",
    { ...test, ".github/workflows/ci.yml": "steps:\n  - run: npm test\n" },
    { ...test, ".github/workflows/ci.yml": "steps:\n  - run: npm test\n    continue-on-error: true\n" },
    "hidden-failure",
  ),
  offence("a snapshot is rewritten alone", snap("42"), snap("41"), "rewritten-snapshot"),
  offence(
    "a file of snapshots is deleted alone",
    snap("42"),
    js('test("renders", () => { expect(load()).toMatchSnapshot(); });'),
    "rewritten-snapshot",
  ),
  offence(
    "a snapshot of syrupy is rewritten alone",
    {
      ...py(two),
      "tests/__snapshots__/test_cart.ambr": "# serializer version: 1\n# name: test_sum\n  42\n# ---\n",
    },
    {
      ...py(two),
      "tests/__snapshots__/test_cart.ambr": "# serializer version: 1\n# name: test_sum\n  41\n# ---\n",
    },
    "rewritten-snapshot",
  ),
];
