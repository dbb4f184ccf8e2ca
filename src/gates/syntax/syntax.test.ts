import { execFile } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { childOf, nodesBelow, parse, type Syntax, textAt } from "./syntax.ts";

async function parsed(name: string, text: string): Promise<Syntax> {
  const syntax = await parse(name, text);
  if (syntax === null) throw new Error(`${name} was not parsed`);
  return syntax;
}

test.each([
  ["a.js", "const a = <b>1</b>;", "program"],
  ["a.mjs", "export {};", "program"],
  ["a.cjs", "x();", "program"],
  ["a.jsx", "<a />;", "program"],
  ["a.ts", "let a: string;", "program"],
  ["a.mts", "let a = <string>b;", "program"],
  ["a.cts", "let a!: string;", "program"],
  ["a.tsx", "let a: X = <b />;", "program"],
  ["a.py", "x = 1\n", "module"],
  ["a.go", "package a\n", "source_file"],
  ["a.java", "class A {}", "program"],
  ["a.rb", "x = 1", "program"],
  ["a.rs", "fn f() {}", "source_file"],
  ["a.cs", "class A {}", "compilation_unit"],
  ["a.cpp", "int x;", "translation_unit"],
  ["a.php", "<?php f();", "program"],
  ["dir.with.dots/A.SH", "f\n", "program"],
])("%s is parsed", async (name, text, type) => {
  const { root, hasError } = await parsed(name, text);
  expect({ type: root.type, hasError }).toEqual({ type, hasError: false });
});

test.each(["a.txt", "ts", "a.ts/b", "a.constructor", ""])("%j is of no known language", async (name) => {
  expect(await parse(name, "const a = 1;")).toBeNull();
});

test("a node tells its place, its part and its text, beyond characters of any width", async () => {
  const syntax = await parsed("a.ts", "// 😀 ä\nconst grün = f('😀');\n");
  const declarator = [...nodesBelow(syntax.root)].find(({ type }) => type === "variable_declarator");
  if (!declarator) throw new Error("no declarator");
  expect(textAt(syntax, declarator)).toBe("grün = f('😀')");
  expect({ line: declarator.line, endLine: declarator.endLine }).toEqual({ line: 2, endLine: 2 });
  const name = childOf(declarator, "name");
  expect(name && textAt(syntax, name)).toBe("grün");
  expect(childOf(declarator, "body")).toBeNull();
});

test("below what is not looked into nothing is told", async () => {
  const { root } = await parsed("a.ts", "f(() => g()); h();");
  const types = [...nodesBelow(root, ({ type }) => type !== "arrow_function")].map(({ type }) => type);
  expect(types.filter((type) => type === "call_expression")).toHaveLength(2);
  expect(types).toContain("arrow_function");
});

test("half a sentence is parsed as far as it can be understood", async () => {
  const { hasError, root } = await parsed("a.ts", "const = = ;\nexport function list() {}\n");
  expect(hasError).toBe(true);
  expect([...nodesBelow(root)].map(({ type }) => type)).toContain("function_declaration");
});

test.each([
  ["brackets.ts", "(".repeat(50_000)],
  ["templates.js", "`${".repeat(50_000)],
  ["indents.py", Array.from({ length: 1_000 }, (_, index) => `${" ".repeat(index)}if x:`).join("\n")],
  ["heredocs.rb", "<<A ".repeat(5_000)],
  ["heredocs.php", "<?php <<<A".repeat(900)],
  ["strings.rs", "r#".repeat(50_000)],
  ["strings.cs", '$"{'.repeat(10_000)],
  ["types.cpp", "a<b<".repeat(5_000)],
  ["commands.sh", "$(".repeat(20_000)],
  ["nothing.go", "\0\u{FFFD}\u{202E}"],
  ["empty.java", ""],
])("%s neither crashes nor hangs, and nothing after it suffers", async (name, text) => {
  const syntax = await parse(name, text);
  expect([...(syntax ? nodesBelow(syntax.root) : [text])].length).toBeGreaterThan(0);
  expect((await parsed("a.ts", "f();")).hasError).toBe(false);
});

test("what is too large is not parsed", async () => {
  expect(await parse("a.ts", " ".repeat(1024 ** 2 + 1))).toBeNull();
  expect(await parse("a.ts", "[".repeat(450_000))).toBeNull();
});

test("many texts in turn leave no memory behind", async () => {
  const text = "const a = { b: [1, 2, 3] };\n".repeat(2_000);
  await parse("a.ts", text);
  const before = process.memoryUsage().arrayBuffers + process.memoryUsage().external;
  for (let turn = 0; turn < 12; turn++) await parse("a.ts", text);
  const after = process.memoryUsage().arrayBuffers + process.memoryUsage().external;
  expect(after - before).toBeLessThan(8 * 1024 ** 2);
});

test("the built program finds the parser and its grammars", async () => {
  const built = pathToFileURL(path.resolve("dist/gates/syntax/syntax.js")).href;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `const { parse } = await import("${built}"); console.log((await parse("a.py", "x = 1")).root.type);`,
    ],
    { cwd: "/" },
  );
  expect(stdout).toBe("module\n");
});
