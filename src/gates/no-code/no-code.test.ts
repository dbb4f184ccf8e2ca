import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { duty } from "../../core/run.fixture.ts";
import { fails, makeStage, passes, type Stage } from "../gates.fixture.ts";

/** Only texts are judged here: one repository does for all. */
let stage: Stage;
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "phasegate-"));
  stage = await makeStage(undefined, folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const contextOf = async (artifact: string) => stage.context({ duty: duty("system-plan"), artifact });

const fence = (language: string, text: string): string => `Words.\n\n\`\`\`${language}\n${text}\n\`\`\`\n`;

const prose: Record<string, string> = {
  "plain words": "The list shows products. Import the data from the old shop. Select one from the list.",
  "a sentence that begins with a keyword":
    "For each product, if it is archived, return nothing; class matters.",
  "a sentence about a function": "The function takes an id. A constant = a name for a value, let us say.",
  "inline code": "The field `createdAt` of `Product` and the call `listProducts(id)`.",
  "a line that begins with inline code": "`const x = 1;` is what the backend has today.\n`return x;` too.",
  "a table": "| field | type |\n|---|---|\n| id | integer, primary key |\n",
  "a diagram": fence("mermaid", "erDiagram\n  PRODUCT ||--o{ REVIEW : has\n"),
  "a diagram with upper case language": fence("Mermaid", "graph TD\n  A --> B"),
  "a fence of plain words": fence("text", "GET /products -> 200"),
  "a fence without language that holds words": fence("", "products\n  id\n  name"),
  "an operation": "GET /products/{id}/reviews returns a page of reviews.",
  "a list of types":
    "- interface for people\n- class of customers\n- type of product = physical or digital\n",
  "an arrow": "Customer => order => payment",
  "a comment in HTML": "<!-- nothing to see -->\n\nWords.",
};

const code: Record<string, string> = {
  "a fence of TypeScript": fence("ts", "x"),
  "a fence of SQL": fence("sql", "x"),
  "a fence of JSON": fence("json", "{}"),
  "a fence without language that holds code": fence("", "const x = 1;"),
  "code in a fence that says it is text": fence("text", "Words.\nfunction list() {\n}"),
  "code in a fence that says it is a diagram": fence("mermaid", "const a = 1;"),
  "a fence of tildes": "~~~python\nx\n~~~\n",
  "an indented block of code": "Words.\n\n    const x = 1;\n",
  "a fence inside a list": "- Words:\n\n  ```ts\n  x\n  ```\n",
  "a fence inside a quotation": "> ```js\n> x\n> ```\n",
  "an import": 'import { x } from "y";',
  "a function": "export async function list(id) {",
  "a constant": "const products = await list();",
  "a class": "class Product {",
  "a type": "type Id = string;",
  "a function of Python": "def list_products(shop):",
  "a function of Go": "func List(id int) error {",
  "a function of Rust": "pub fn list(id: u32) -> Vec<Product> {",
  "code that mark-up interrupts": "const **products** = *list*(`id`);",
  "code in a heading": "## const x = 1",
  "a loop": "for (const x of y) {",
  "a return": "return products.filter(Boolean);",
  "an include": "#include <stdio.h>",
  "a query": "SELECT id, name FROM products WHERE archived = false",
  "a table definition": "create table products (id integer primary key)",
  "an arrow function": "products.map((product) => {",
  "a script in HTML": "<script>alert(1)</script>",
};

test.each(Object.entries(prose))("%s is no code", async (_, text) => {
  expect(await passes("no-code", await contextOf(text))).toBe("system-plan holds no code");
});

test.each(Object.entries(code))("%s is code", async (_, text) => {
  expect(await fails("no-code", await contextOf(text))).toContain(
    "describe it in words, a table or a diagram",
  );
});

test("a mistake names its line and what stands there", async () => {
  expect(await fails("no-code", await contextOf(`One\n\nTwo\n\n${fence("ts", "x")}`))).toBe(
    "line 7: a block of ts; describe it in words, a table or a diagram",
  );
});

test("at most ten mistakes are told", async () => {
  const reason = await fails("no-code", await contextOf(fence("ts", "x").repeat(30)));
  expect(reason.split("\n")).toHaveLength(10);
});
