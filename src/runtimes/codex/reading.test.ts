import { expect, test } from "vitest";
import { readingOf } from "./reading.ts";

const inShell = (script: string): string => `/bin/bash -c '${script.replaceAll("'", "'\\''")}'`;

test.each([
  ["cat src/a.js", ["src/a.js"]],
  ["ls -la", []],
  ["rg -n 'a b|c' src", ["a b|c", "src"]],
  ["sed -n 1,200p src/a.js", ["src/a.js"]],
  ["find . -name '*.ts' | head -n 20", [".", "*.ts", "20"]],
  ["grep -rn todo src 2>/dev/null && wc -l src/a.js; pwd", ["todo", "src", "src/a.js"]],
  ["head --lines=3 a", ["3", "a"]],
])("%s only reads", (script, words) => {
  expect(readingOf(`/bin/bash -c "${script}"`)).toEqual({ words });
});

test.each([
  "touch a",
  "cat a > b",
  "cat a >> b",
  "cat < a",
  "cat $(touch b)",
  "cat `touch b`",
  "cat $HOME",
  "cat *",
  "cat a & touch b",
  "cat a\ntouch b",
  "A=b cat a",
  "(cat a)",
  "cat a | tee b",
  "rg --pre ./x a",
  "rg --pre=./x a",
  "rg -z a",
  "find . -exec rm a +",
  "find . -delete",
  "find . -fprint b",
  "sed -i s/a/b/ a",
  "sed -n '1w b' a",
  "sed -n 1p -i a",
  "tail -f a",
  "git log",
  "sort -o b a",
  "",
  "cat a |",
  "./cat a",
  "__proto__",
])("%s is not taken for reading", (script) => {
  expect(readingOf(inShell(script))).toBeNull();
});

test("what is not run by a plain shell is not taken for reading", () => {
  expect(readingOf("cat a")).toBeNull();
  expect(readingOf("/tmp/bash -c 'cat a'")).toBeNull();
  expect(readingOf("/bin/bash -x 'cat a'")).toBeNull();
  expect(readingOf("/bin/bash -c 'cat a' b")).toBeNull();
  expect(readingOf("/bin/bash -c 'cat a")).toBeNull();
});

test("a file in the value of an option is seen", () => {
  expect(readingOf(inShell("grep --file=/etc/passwd a"))).toEqual({ words: ["/etc/passwd", "a"] });
});
