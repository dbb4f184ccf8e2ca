import { expect, test } from "vitest";
import { symbolsOf } from "./symbols.ts";

/** `kind name` or `kind holder.name`, in the order of the text. */
const declared = async (path: string, text: string): Promise<string[]> =>
  (await symbolsOf(path, text)).map(
    (symbol) => `${symbol.kind} ${symbol.in === null ? "" : `${symbol.in}.`}${symbol.name}`,
  );

const cases: [string, string, string[]][] = [
  [
    "a.ts",
    `import { z } from "zod";
     export const { a, b: c, ...d } = f(), [x = 1] = y;
     export const list = async () => { const inner = 1; function hidden() {} };
     export enum Color { Red, Green = 1 }
     namespace Shop { export function open() {} }
     export abstract class Store<T> extends Base { field = 1; static run = () => 1; private async get(id: string): Promise<void> { let y = 2; } abstract sell(): void; }
     export interface Product { id: string; name?: string; sell(): void }
     export type Id = string; export type Shape = { size: number };
     export default function main() {}
     const api = { list() {}, create: async () => {}, limits: { most: 1 } } as const;
     if (x) { function late() {} }
     call(function inner() { const no = 1; });`,
    [
      "constant a",
      "constant c",
      "constant d",
      "constant x",
      "function list",
      "enum Color",
      "field Color.Red",
      "field Color.Green",
      "module Shop",
      "method Shop.open",
      "class Store",
      "field Store.field",
      "method Store.run",
      "method Store.get",
      "method Store.sell",
      "interface Product",
      "field Product.id",
      "field Product.name",
      "method Product.sell",
      "type Id",
      "type Shape",
      "field Shape.size",
      "function main",
      "constant api",
      "method api.list",
      "method api.create",
      "field api.limits",
      "field limits.most",
      "function late",
    ],
  ],
  [
    "a.cjs",
    `exports.list = () => 1; module.exports.create = function () {}; Shop.prototype.open = function () {};
     local = 1; module.exports = { list }; const Base = class { run() {} }; function* each() {}`,
    ["function list", "function create", "function open", "class Base", "method Base.run", "function each"],
  ],
  [
    "a.tsx",
    "export function Page() { return <div>{x}</div>; }\nexport const Card: FC = () => <b />;",
    ["function Page", "function Card"],
  ],
  [
    "a.py",
    "X: int = 1\nY, Z = 1, 2\nx.y = 1\nclass Shop(Base):\n  limit = 1\n  @property\n  def open(self):\n    z = 1\n    self.q = 1\n    def hidden(): pass\nasync def main(): pass\ntry:\n  import y\nexcept E:\n  def late(): pass\n",
    [
      "constant X",
      "constant Y",
      "constant Z",
      "class Shop",
      "constant Shop.limit",
      "method Shop.open",
      "function main",
      "function late",
    ],
  ],
  [
    "a.go",
    "package a\ntype T struct { F, G int }\ntype I interface { M() }\nconst ( A = 1 )\nvar x, y = 1, 2\nfunc (t *T) N() { z := 1 }\ntype Q = T\nfunc Run(a int) {}\n",
    [
      "type T",
      "field T.F",
      "field T.G",
      "type I",
      "method I.M",
      "constant A",
      "constant x",
      "constant y",
      "method N",
      "type Q",
      "function Run",
    ],
  ],
  [
    "a.java",
    "class A { int f, g = 1; A() {} void m() { int local = 1; } enum E { X, Y } record R(int a) {} interface I { void n(); } }",
    [
      "class A",
      "field A.f",
      "field A.g",
      "method A.A",
      "method A.m",
      "enum A.E",
      "field E.X",
      "field E.Y",
      "class A.R",
      "interface A.I",
      "method I.n",
    ],
  ],
  [
    "a.rb",
    "module M\nclass A < B\nX = 1\ny = 2\ndef m\n z = 1\nend\ndef self.n; end\nend\nend",
    ["module M", "class M.A", "constant A.X", "method A.m", "method A.n"],
  ],
  [
    "a.rs",
    "impl<T> Tr for S<T> { fn f() { let x = 1; } const X: i32 = 1; } struct S { a: i32 } enum E { A, B(i32) } trait Tr { fn f(); } mod m { fn g() {} }",
    [
      "method S.f",
      "constant S.X",
      "class S",
      "field S.a",
      "enum E",
      "field E.A",
      "field E.B",
      "interface Tr",
      "method Tr.f",
      "module m",
      "method m.g",
    ],
  ],
  [
    "a.cs",
    "namespace N { class A { int f, g; int P { get; set; } void M() { var x = 1; } } enum E { X } delegate int D(); }",
    [
      "module N",
      "class N.A",
      "field A.f",
      "field A.g",
      "field A.P",
      "method A.M",
      "enum N.E",
      "field E.X",
      "type N.D",
    ],
  ],
  [
    "a.cpp",
    "namespace n { class A { int f; void m(); }; } int A::m2(int x) { int y; } typedef int T; using U = int; int *p(); struct S {}; enum E { X };",
    [
      "module n",
      "class n.A",
      "field A.f",
      "method A.m",
      "function m2",
      "type T",
      "type U",
      "constant p",
      "class S",
      "enum E",
      "field E.X",
    ],
  ],
  [
    "a.php",
    "<?php namespace N; const C = 1; class A { const D = 1; private $p; function m() { $x = 1; } } function f() {} enum E { case X; }",
    ["constant C", "class A", "constant A.D", "field A.p", "method A.m", "function f", "enum E", "field E.X"],
  ],
  ["a.sh", "f() { x=1; }\nfunction g { :; }\nX=1\n", ["function f", "function g", "constant X"]],
];

test.each(cases)("names that %s declares for others", async (path, text, symbols) => {
  expect(await declared(path, text)).toEqual(symbols);
});

test("a symbol tells its lines", async () => {
  expect(await symbolsOf("a.ts", "// first\nexport class A {\n  run() {\n  }\n}\n")).toEqual([
    { name: "A", kind: "class", line: 2, endLine: 5, in: null },
    { name: "run", kind: "method", line: 3, endLine: 4, in: "A" },
  ]);
});

test("what cannot be parsed declares nothing, and half a sentence hides no other", async () => {
  expect(await symbolsOf("a.unknown", "const a = 1;")).toEqual([]);
  expect(await declared("a.ts", "const = = ;\nexport function list() {}\n")).toContain("function list");
});
