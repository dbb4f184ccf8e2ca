import type { Files } from "../../../test/support/project.ts";

/** What a gate on texts must say: nothing, or findings of these rules. */
export interface TextCase {
  name: string;
  artifact: string;
  /** The repository at the base commit; the fixture's own when none is given. */
  files?: Files;
  expect: "honest" | string[];
}

const lines = (count: number, first = ""): string =>
  `${first}${Array.from({ length: count - (first === "" ? 0 : 1) }, (_, index) => `line ${index + 1}`).join("\n")}\n`;

export const shop: Files = {
  "backend/src/app.ts": lines(26, "export function createApp() {\n"),
  "backend/src/endpoints/orders.ts": lines(60, "export function orderEndpoints() {\n"),
  "backend/src/endpoints/products.ts": lines(21, "export function productEndpoints() {\n"),
  "backend/src/repositories/order-repository.ts":
    "export class OrderRepository {\n  insert() {}\n}\n" + lines(50),
  "backend/src/services/pricing.ts": `${lines(60)}export function discountOf() {\n}\n`,
  "backend/openapi.json": '{\n  "openapi": "3.1.0"\n}\n',
  "backend/test/orders.test.ts": lines(20),
  "frontend/src/components/Notice.tsx": lines(12, "export function Notice() {\n"),
  "frontend/src/pages/[id]/page.tsx": lines(9),
  "frontend/src/(shop)/layout.tsx": lines(9),
  "frontend/src/lib/index.ts": lines(3),
  "frontend/src/app.ts": lines(5),
  "README.md": lines(4),
  Dockerfile: lines(3),
  "empty.ts": "",
};

const honest: Record<string, string> = {
  "a place in inline code": "Orders are stored as `backend/src/repositories/order-repository.ts:2` does it.",
  "a place in brackets": "Input is parsed (backend/src/endpoints/orders.ts:12).",
  "a range": "See `backend/src/app.ts:3-9` and `backend/src/app.ts#L3-L9`.",
  "a line and a column": "At `backend/src/app.ts:3:7`.",
  "the last line": "The end is `backend/src/app.ts:26`.",
  "the end of a path that one file has": "As in `orders.ts:30` and `endpoints/products.ts:2`.",
  "a name that several files have, of which one has the line": "The app is built in `app.ts:20`.",
  "a path below a part": "`src/endpoints/orders.ts:5` shows it.",
  "a leading dot": "`./backend/src/app.ts:4` and `/backend/src/app.ts:4`.",
  "a route file with brackets":
    "The page `frontend/src/pages/[id]/page.tsx:3` and `frontend/src/(shop)/layout.tsx:2`.",
  "a link to a file": "[The app](backend/src/app.ts#L4), [the readme](README.md) and [above](#data).",
  "a link to a folder": "[Endpoints](backend/src/endpoints).",
  "a folder": "Endpoints live in `backend/src/endpoints`.",
  "a module without its ending": "Use `frontend/src/components/Notice` and `frontend/src/lib`.",
  "a file without an ending": "`Dockerfile:2` sets the user.",
  "a new file, said so": "A new file `backend/src/endpoints/reviews.ts` holds the operations.",
  "a file that will be added": "The model will live in `backend/src/models/review.ts`.",
  "a list of new files":
    "New files:\n\n- `backend/src/models/review.ts`\n- `backend/src/schemas/review.ts`\n",
  "a table of new files":
    "| new file | purpose |\n|---|---|\n| `backend/src/models/review.ts` | the model |\n",
  "a file that a section plans":
    "## Changes\n\n- `backend/src/models/review.ts`: the review with its rating.\n",
  "a new file named twice":
    "Create `backend/src/models/review.ts`.\n\nThe endpoint reads `backend/src/models/review.ts` first.",
  "a file that is renamed": "Rename `backend/src/app.ts` to `backend/src/server.ts`.",
  "addresses elsewhere":
    "See https://example.com/a/b.ts:12, http://localhost:3000/x.js:4 and <https://x.org/src/y.py:9>.",
  "times, ports, ratios and versions":
    "At 12:30, on localhost:3000, in 16:9, with node 20.19, v1.2.3:4, 10.0.0.1:80 and postgres:16.",
  operations: "`GET /api/orders/{id}:3` and `POST /api/reviews/{reviewId}/helpful` answer 200.",
  "addresses of the product":
    "The existing `/backend/src/orders/export.csv` and `/backend/src/list` answer 200.",
  "packages and media types":
    "`@scope/pkg/file.js`, `node:fs/promises`, `lodash/fp.js`, `application/json`, `text/html`.",
  patterns: "All of `backend/src/**/*.ts`, `backend/src/{a,b}.ts:3` and `backend/src/<name>.ts:4`.",
  "names with dots": "`order.created`, `user.address.city`, `req.body.items`, `Node.js` and `Vue.js`.",
  "words with a slash": "`and/or`, `newest/oldest`, `title/body` are words.",
  "a symbol that is there":
    "`createApp` in `backend/src/app.ts:1` and `backend/src/app.ts` exports `createApp`.",
  "a symbol near its line": "`insert` in `backend/src/repositories/order-repository.ts:9`.",
  "a symbol of a class": "`OrderRepository.insert` (`backend/src/repositories/order-repository.ts:2`).",
  "a symbol that is new": "A new function `createReview` in `backend/src/app.ts`.",
  "a symbol that is said not to be there": "There is no `createReview` in `backend/src/app.ts` today.",
  "a line said in words": "`backend/src/app.ts`, line 20, and lines 3 to 9 of `backend/src/app.ts`.",
  "nothing at all": "None.",
};

const wrong: Record<string, [text: string, rule?: string]> = {
  "a file that does not exist": ["`backend/src/invoices.ts:12` shows the pattern."],
  "a line past the end": ["`backend/src/app.ts:27` shows the pattern."],
  "a line far past the end": ["`backend/src/app.ts:9999`."],
  "line nought": ["`backend/src/app.ts:0`."],
  "a range that ends past the end": ["`backend/src/app.ts:20-40`."],
  "a range that goes backwards": ["`backend/src/app.ts:20-10`."],
  "a line of an empty file": ["`empty.ts:1`."],
  "a place without inline code": ["As backend/src/invoices.ts:12 does it."],
  "a place in brackets": ["Invoices are kept (backend/src/invoices.ts:12)."],
  "a place in a heading": ["## As `backend/src/invoices.ts:12`\n\nText."],
  "a place in a table": ["| what | where |\n|---|---|\n| invoices | `backend/src/invoices.ts:12` |"],
  "a place in a nested list": ["- one\n  - two\n    - `backend/src/invoices.ts:12`"],
  "a place in a quotation": ["> `backend/src/invoices.ts:12`"],
  "a place in emphasis": ["**backend/src/invoices.ts:12**"],
  "a place in a fence": ["```text\nbackend/src/invoices.ts:12\n```"],
  "a place in HTML": ["<p>backend/src/invoices.ts:12</p>"],
  "a place in a comment": ["<!-- see backend/src/invoices.ts:12 -->"],
  "a place with a line that is said to be new": ["A new file `backend/src/invoices.ts:12`."],
  "a place like a link on a forge": ["`backend/src/app.ts#L99`."],
  "a link to a line": ["[the app](backend/src/app.ts#L99)"],
  "a link to no file": ["[the pattern](backend/src/invoices.ts)"],
  "a link whose text is a place": ["[backend/src/invoices.ts:12](https://example.com)"],
  "a short name that no file has": ["`invoices.ts:12`."],
  "another case": ["`backend/src/App.ts:3`."],
  "another ending": ["`backend/src/app.js:3`."],
  "a line and a column past the end": ["`backend/src/app.ts:99:3`."],
  "a line said in words": ["`backend/src/app.ts`, line 99, shows it."],
  "lines said before the file": ["See lines 90-99 of `backend/src/app.ts`."],
  "a line in round brackets": ["`backend/src/app.ts` (L99) shows it."],
  "a line after the inline code": ["`backend/src/app.ts`:99 shows it."],
  "an existing file that is none": ["The existing `backend/src/services/invoices.ts` does this already."],
  "an existing file that is none, in a section of changes": [
    "## Changes\n\n- Reuse the existing `backend/src/services/invoices.ts`.\n",
  ],
  "a folder that does not exist": ["Follow the modules in `backend/src/invoicing`."],
  "a line behind characters that nobody sees": ["`backend/src/app.ts:\u{200b}99` shows it."],
  "a symbol that its file lacks": ["`createInvoice` in `backend/src/app.ts` shows it.", "no-such-symbol"],
  "a symbol that its file lacks, in brackets": [
    "`createInvoice` (`backend/src/app.ts:3`).",
    "no-such-symbol",
  ],
  "a symbol that a file is said to export": ["`backend/src/app.ts` exports `createApps`.", "no-such-symbol"],
  "a symbol that its file lacks, among changes": [
    "## Changes\n\n`createInvoice` in `backend/src/app.ts:3` shows how.",
    "no-such-symbol",
  ],
  "a symbol far from its line": [
    "`discountOf` is defined in `backend/src/services/pricing.ts:3`.",
    "no-such-symbol",
  ],
  "a method that its class lacks": [
    "`OrderRepository.remove` in `backend/src/repositories/order-repository.ts:2`.",
    "no-such-symbol",
  ],
};

export const referenceCases: TextCase[] = [
  ...Object.entries(honest).map(([name, artifact]): TextCase => ({
    name,
    artifact,
    files: shop,
    expect: "honest",
  })),
  ...Object.entries(wrong).map(([name, [artifact, rule = "no-such-place"]]): TextCase => ({
    name,
    artifact,
    files: shop,
    expect: [rule],
  })),
];
