/** How tests look in a language whose tests are counted. Each pattern has the flags `gm`. */
export interface Counted {
  /** The name or title of a test is its first group. */
  tests: RegExp;
  assertions: RegExp;
  /** Assertions that hold whatever the product does. */
  trivial: RegExp;
  skips: RegExp;
  /** A skip stands before the test that it skips, or within it. */
  skipsNext: boolean;
  focus: RegExp | null;
  /** Rows of tables of which each is as good as a test. */
  rows: RegExp;
  /** A function; its name is the first group. */
  functions: RegExp;
  comments: RegExp;
}

const slashes = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/g;
const hashes = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|#[^\n]*/g;

const jvm: Counted = {
  tests:
    /@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|Property)\b[^;]{0,400}?\b(?:void|fun|def|Stream\S*|Collection\S*)\s+(`[^`]+`|\w+)\s*\(/gm,
  assertions: /\b(?:assert\w*|verify\w*|should\w+|expect\w*|fail)\s*[({]|\bshould[A-Z]\w*\b/gm,
  trivial:
    /\bassertTrue\(\s*true\s*\)|\bassertFalse\(\s*false\s*\)|\bassertEquals\(\s*(\d+|"[^"]*")\s*,\s*\1\s*\)/gm,
  skips: /@(?:Disabled|Ignore|DisabledIf\w*|DisabledOn\w*)\b[^\n]*/gm,
  skipsNext: true,
  focus: null,
  rows: /^[ \t]*"[^"\n]*",?[ \t]*$|\bArguments\.(?:of|arguments)\(|\barguments\(/gm,
  functions: /\b(?:void|fun|boolean|int|String|def)\s+(\w+)\s*\([^)]{0,400}\)[^;{]{0,200}\{/gm,
  comments: slashes,
};

const ruby: Counted = {
  tests:
    /^[ \t]*(?:[xf]?(?:it|specify|scenario|example)|test)\b\s*\(?\s*["']([^"'\n]+)["']|^[ \t]*def\s+(test_\w+)/gm,
  assertions:
    /\bexpect\s*[({]|\bassert\w*\b|\brefute\w*\b|\.(?:should|should_not|must_\w+|wont_\w+)\b|\bis_expected\b/gm,
  trivial: /\bexpect\(\s*true\s*\)\.to\s+(?:eq\(?\s*true|be_truthy|be\(?\s*true)|\bassert\s*\(?\s*true\b/gm,
  skips:
    /^[ \t]*(?:xit|xspecify|xscenario|xdescribe|xcontext|pending|skip)\b[^\n]*|\bskip:\s*(?:true|["'])[^\n]*|\bpending:\s*true[^\n]*/gm,
  skipsNext: false,
  focus: /^[ \t]*(?:fit|fdescribe|fcontext|fspecify)\b[^\n]*|\bfocus:\s*true[^\n]*|,\s*:focus\b[^\n]*/gm,
  rows: /^[ \t]*\[[^\n]*\],?[ \t]*$|^[ \t]*\{[^\n]*\},?[ \t]*$/gm,
  functions: /^[ \t]*def\s+(?!test_)(\w+)/gm,
  comments: hashes,
};

/** By the ending of a file's name. */
export const countedLanguages: Readonly<Record<string, Counted>> = {
  go: {
    tests: /^func\s+((?:Test|Fuzz|Benchmark|Example)\w*)\s*\(|\bt\.Run\(\s*"([^"\n]*)"/gm,
    assertions:
      /\bt\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\(|\b(?:assert|require|is|qt|c)\.[A-Z]\w*\(|\bcmp\.Diff\(|\bExpect\(/gm,
    trivial:
      /\b(?:assert|require)\.True\(\s*t\s*,\s*true\b|\b(?:assert|require)\.Equal\(\s*t\s*,\s*(\d+|"[^"]*")\s*,\s*\1\s*[,)]/gm,
    skips: /\bt\.(?:Skip|Skipf|SkipNow)\([^\n]*/gm,
    skipsNext: false,
    focus: null,
    rows: /^[ \t]*(?:"[^"\n]*":\s*)?\{[^\n]*\},?[ \t]*$/gm,
    functions: /^func\s+(?!Test|Fuzz|Benchmark|Example)(?:\([^)]{0,200}\)\s*)?(\w+)\s*\(/gm,
    comments: slashes,
  },
  java: jvm,
  kt: jvm,
  groovy: jvm,
  scala: jvm,
  rb: ruby,
  rs: {
    tests: /#\[(?:\w+::)*(?:test|rstest|test_case)\b[^\]]{0,200}\][^{]{0,400}?\bfn\s+(\w+)/gm,
    assertions: /\b(?:debug_)?assert\w*!\s*[({[]|\bpanic!\(|\.unwrap_err\(\)|#\[should_panic/gm,
    trivial: /\bassert!\(\s*true\s*\)|\bassert_eq!\(\s*(\d+|"[^"]*"|true)\s*,\s*\1\s*\)/gm,
    skips: /#\[ignore[^\]]{0,200}\]/gm,
    skipsNext: true,
    focus: null,
    rows: /^[ \t]*\([^\n]*\),?[ \t]*$|#\[case\b|#\[test_case\b/gm,
    functions: /\bfn\s+(\w+)/gm,
    comments: slashes,
  },
  cs: {
    tests:
      /\[(?:Test|Fact|Theory|TestMethod|DataTestMethod|TestCase|SkippableFact)\b[^;]{0,400}?\b(?:void|Task)\s+(\w+)\s*\(/gm,
    assertions: /\b(?:Assert|StringAssert|CollectionAssert)\.\w+|\.Should\(\)|\.Verify\w*\(|\bThrows\w*</gm,
    trivial:
      /\bAssert\.(?:True|IsTrue)\(\s*true\s*\)|\bAssert\.(?:Equal|AreEqual)\(\s*(\d+|"[^"]*")\s*,\s*\1\s*\)/gm,
    skips: /\bSkip\s*=\s*"[^\n]*|\[Ignore\b[^\n]*|\bAssert\.(?:Ignore|Inconclusive)\([^\n]*/gm,
    skipsNext: true,
    focus: null,
    rows: /\[(?:InlineData|DataRow|TestCase)\(/gm,
    functions: /\b(?:void|Task|bool|int|string)\s+(\w+)\s*\([^)]{0,400}\)\s*(?:=>|\{)/gm,
    comments: slashes,
  },
  php: {
    tests:
      /\bfunction\s+(test\w+)\s*\(|^[ \t]*(?:it|test)\(\s*["']([^"'\n]+)["']|#\[Test\][^{]{0,400}?function\s+(\w+)/gm,
    assertions: /(?:->|::)assert\w+\(|\bexpect\(|(?:->|::)expect\w+\(|(?:->|::)should\w+\(/gm,
    trivial: /assertTrue\(\s*true\s*\)|expect\(\s*true\s*\)->toBe(?:True)?\(/gm,
    skips: /markTestSkipped\([^\n]*|markTestIncomplete\([^\n]*|->skip\([^\n]*|->todo\([^\n]*/gm,
    skipsNext: false,
    focus: /->only\(\)/gm,
    rows: /^[ \t]*(?:["'][^"'\n]*["']\s*=>\s*)?\[[^\n]*\],?[ \t]*$/gm,
    functions: /\bfunction\s+(?!test)(\w+)\s*\(/gm,
    comments: slashes,
  },
  cpp: cppTests(),
  cc: cppTests(),
  swift: {
    tests: /\bfunc\s+(test\w*)\s*\(|@Test\b[^{]{0,400}?\bfunc\s+(\w+)/gm,
    assertions: /\bXCT(?:Assert\w*|Fail)\(|#expect\(|#require\(/gm,
    trivial: /\bXCTAssertTrue\(\s*true\s*\)|\bXCTAssert\(\s*true\s*\)/gm,
    skips: /\bXCTSkip\w*[^\n]*|\.disabled\([^\n]*/gm,
    skipsNext: false,
    focus: null,
    rows: /^[ \t]*\([^\n]*\),?[ \t]*$/gm,
    functions: /\bfunc\s+(?!test)(\w+)\s*\(/gm,
    comments: slashes,
  },
  exs: {
    tests: /^[ \t]*(?:test|property)\s+"([^"\n]+)"/gm,
    assertions: /\b(?:assert|refute|assert_\w+|refute_\w+)\b/gm,
    trivial: /\bassert\s*\(?\s*true\b/gm,
    skips: /@tag\s+:skip|@tag\s+skip:|@moduletag\s+:skip/gm,
    skipsNext: true,
    focus: null,
    rows: /^[ \t]*\{[^\n]*\},?[ \t]*$/gm,
    functions: /\bdefp?\s+(\w+)/gm,
    comments: hashes,
  },
  bats: {
    tests: /^[ \t]*@test\s+["']([^"'\n]+)["']/gm,
    assertions: /^[ \t]*\[\[?\s|\b(?:assert|refute)\w*\b/gm,
    trivial: /^[ \t]*(?:true|:)[ \t]*$/gm,
    skips: /^[ \t]*skip\b[^\n]*/gm,
    skipsNext: false,
    focus: null,
    rows: /^[ \t]*\|[^\n]*$/gm,
    functions: /^(\w+)\s*\(\)/gm,
    comments: hashes,
  },
};

function cppTests(): Counted {
  return {
    tests:
      /\bTEST(?:_F|_P)?\(\s*\w+\s*,\s*(\w+)\s*\)|\bTEST_CASE\(\s*"([^"\n]+)"|\bSECTION\(\s*"([^"\n]+)"/gm,
    assertions: /\b(?:EXPECT|ASSERT|REQUIRE|CHECK)(?:_\w+)?\s*\(|\bassert\(/gm,
    trivial: /\b(?:EXPECT|ASSERT)_TRUE\(\s*true\s*\)|\b(?:REQUIRE|CHECK|assert)\(\s*true\s*\)/gm,
    skips: /\bGTEST_SKIP\(\)[^\n]*|\bDISABLED_\w+|\[!?(?:\.|hide|mayfail)\][^\n]*/gm,
    skipsNext: false,
    focus: null,
    rows: /^[ \t]*\{[^\n]*\},?[ \t]*$/gm,
    functions: /^\w[\w:<>&* ]{0,80}\s(\w+)\s*\([^;{}]{0,400}\)\s*\{/gm,
    comments: slashes,
  };
}
