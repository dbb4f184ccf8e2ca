import { duty } from "../../../src/core/run.fixture.ts";
import type { GateName } from "../../../src/core/workflow.ts";
import type { Files } from "../../support/project.ts";
import type { GateCase } from "./case.ts";

const project: Files = {
  "backend/src/orders.ts":
    "export interface Order {\n  id: string;\n}\n\nexport function listOrders(): Order[] {\n  return [];\n}\n",
  "backend/src/routes/orders.ts": 'app.get("/api/orders", list);\napp.get("/api/orders/:id", one);\n',
  "frontend/src/components/OrderTable.tsx": "export function OrderTable() {\n  return null;\n}\n",
  "README.md": "# Shop\n",
};

const of =
  (gate: GateName, honest: boolean) =>
  (name: string, text: string): GateCase => ({
    gate,
    name,
    honest,
    files: project,
    artifact: `## Changes\n\n${text}\n`,
    context: { duty: duty("plan", { sections: ["Changes"] }) },
  });

const code = of("no-code", false);
const words = of("no-code", true);
const wrong = of("references", false);
const right = of("references", true);

const tick = "```";

/** Plans with code in odd places, and plans in words that remind of code. */
export const plans: GateCase[] = [
  code("in a quotation", `> ${tick}\n> export const a = () => list().map((x) => x.id);\n> ${tick}`),
  code(
    "in an item of a list",
    "- First:\n\n      async function load(id) {\n        return await db.find(id);\n      }\n",
  ),
  code("with waves for ticks", "~~~\nconst rows = await db.query(sql);\nreturn rows.length;\n~~~"),
  code("in a block that never ends", `${tick}\nif (order.isPaid) {\n  ship(order);\n}`),
  code(
    "in a cell of a table",
    "| step | how |\n|---|---|\n| one | `for (const order of orders) { total += order.sum; }` |",
  ),
  code("in a heading", "### `const total = orders.reduce((sum, each) => sum + each, 0);`"),
  code(
    "in the title of a link",
    '[see](https://shop.example "const a = () => fetch(url).then((r) => r.json());")',
  ),
  code("as entities", "&#99;onst total = orders.reduce((sum, each) =&gt; sum + each.price, 0);"),
  code("in HTML", "<pre>\nfunction total(orders) {\n  return orders.length;\n}\n</pre>"),
  code(
    "in details that are closed",
    "<details><summary>More</summary>\n\n```js\nexport default { a: 1 };\n```\n\n</details>",
  ),
  code(
    "as a query in a sentence",
    "Then SELECT id, total FROM orders WHERE customer_id = $1 ORDER BY created_at DESC is run.",
  ),
  code("as a change", `${tick}diff\n-const a = 1;\n+const a = 2;\n${tick}`),
  code("as settings", `${tick}yaml\npaths:\n  /orders:\n    get:\n      responses: {}\n${tick}`),
  code(
    "as steps of a program",
    `${tick}\nfor each order in orders:\n  if order.paid then\n    total = total + order.sum\n  end if\nend for\n${tick}`,
  ),
  code(
    "as a type in a sentence",
    "It gets `interface Review { id: string; stars: number; text?: string }` then.",
  ),
  code("as a decorator and a class", "`@Entity() export class Review { @Column() text: string; }`"),
  words(
    "with words of programs",
    "For each order the total is returned if it is paid; else nothing. Import old orders first, export none.",
  ),
  words(
    "with fields in a table",
    "| field | type | rule |\n|---|---|---|\n| `id` | `string` | unique |\n| `stars` | `1..5` | required |\n| `createdAt` | ISO 8601 | set by the server |",
  ),
  words(
    "with operations",
    "- `GET /api/orders/{id}/reviews?limit=20` returns a page; 404 when the order is unknown.\n- `POST /api/reviews` takes stars and text; 422 names the field.",
  ),
  words(
    "with a diagram",
    `${tick}mermaid\nsequenceDiagram\n  Browser->>API: POST /reviews\n  API-->>Browser: 201 Created\n${tick}`,
  ),
  words("with folders", `${tick}\nbackend/src\n├── orders.ts\n└── reviews.ts\n${tick}`),
  words(
    "with names of functions, files and commands",
    "`listOrders` in `backend/src/orders.ts` stays; `npm test` proves it; `OrderTable` gets a column.",
  ),
  words(
    "with sums and comparisons in words",
    "The total is price times count (40 × 2 = 80); more than 100 is free of shipping (> 100).",
  ),
  words(
    "with a path in braces and a type in angles",
    "Below `/orders/{id}`; a list is `Review[]`, a map is `Map<string, Review>`.",
  ),
  wrong("a file that is not there, with a line", "As in `backend/src/reviews.ts:12`."),
  wrong("a line that is not there", "As in `backend/src/orders.ts:400`."),
  wrong("a file at another place", "As in `frontend/src/orders.ts:3`."),
  wrong("a range that ends beyond the file", "As in `backend/src/orders.ts:3-90`."),
  wrong("a place in plain words", "The pattern is in backend/src/stores/order-store.ts:14 already."),
  wrong("a link to a place that is not there", "[the store](backend/src/store.ts#L10)"),
  wrong("a symbol that is not in its file", "`cancelOrder` in `backend/src/orders.ts:5` shows how."),
  wrong(
    "one of several",
    "See `backend/src/orders.ts:1`, `backend/src/routes/orders.ts:2` and `backend/src/routes/reviews.ts:2`.",
  ),
  right(
    "files and lines that are there",
    "As in `backend/src/orders.ts:5` and `backend/src/routes/orders.ts:1-2`.",
  ),
  right(
    "a file that is said to be new",
    "A new file `backend/src/reviews.ts` holds them, beside `backend/src/orders.ts`.",
  ),
  right(
    "times, ratios and addresses",
    "At 12:30, with a ratio of 3:1, on http://localhost:3000 and in node:fs.",
  ),
  right("a link to a place", "[the orders](backend/src/orders.ts#L5)"),
  right("a symbol of its file", "`listOrders` in `backend/src/orders.ts:5` stays as it is."),
  right("names that are no places", "Review.stars, order.total, e.g. v1.2.3, and R1: done."),
];
