import { api, type Case, changed, file } from "./shop.fixture.ts";

/** Writes the paths of the description, one a line. */
const generate = `
const { readFileSync, writeFileSync } = require("node:fs");
const { paths } = JSON.parse(readFileSync("../backend/openapi.json", "utf8"));
writeFileSync("types.txt", Object.keys(paths).map((path) => path + "\\n").join(""));
`;
const types = "/api/products\n/api/products/{productId}\n/api/orders\n";
const generated = [{ part: "frontend", command: ["node", "generate.cjs"], files: ["frontend/types.txt"] }];
const withTypes = { "frontend/generate.cjs": generate, "frontend/types.txt": types };
const more = changed(
  (doc) => (doc.paths["/api/health"] = { get: { responses: { 200: { description: "Fine" } } } }),
);

/** Prints the description that lies in another file: what the backend really serves. */
const describe = ["sh", "-c", "cat served.json"];
const withServed = { "backend/served.json": api() };

export const madeCases: Case[] = [
  {
    name: "types are made anew with the description",
    base: withTypes,
    contract: { generated },
    files: { ...more, "frontend/types.txt": `${types}/api/health\n` },
    expect: "honest",
  },
  {
    name: "neither description nor types change, whatever the command would do",
    base: withTypes,
    contract: { generated: [{ part: "frontend", command: ["false"], files: ["frontend/types.txt"] }] },
    files: { "frontend/page.ts": "export {};\n" },
    expect: "honest",
  },
  {
    name: "types differed before, in the same lines",
    base: { ...withTypes, "frontend/types.txt": `// formatted\n${types}` },
    contract: { generated },
    files: { ...more, "frontend/types.txt": `// formatted\n${types}/api/health\n` },
    expect: "honest",
  },
  {
    name: "the command fails on base too",
    base: withTypes,
    contract: { generated: [{ part: "frontend", command: ["no-such-tool"], files: ["frontend/types.txt"] }] },
    files: more,
    expect: "honest",
  },
  {
    name: "the description is what the backend serves, in other words",
    base: withServed,
    contract: { command: describe },
    files: { ...more, "backend/served.json": JSON.stringify(JSON.parse(more[file] ?? "")) },
    expect: "honest",
  },
  {
    name: "the description differed before, in the same way",
    base: {
      "backend/served.json": api(
        (doc) => (doc.components.schemas.Product.properties.secret = { type: "string" }),
      ),
    },
    contract: { command: describe },
    files: { "backend/app.js": "export const app = 2;\n" },
    expect: "honest",
  },
  {
    name: "only the command describes the backend",
    base: withServed,
    contract: { file: undefined, command: describe },
    files: { "backend/served.json": more[file] ?? "" },
    expect: "honest",
  },
  {
    name: "types are not made anew",
    base: withTypes,
    contract: { generated },
    files: more,
    expect: [
      "frontend/types.txt:4: it is not what is made from the description: here stands ``, and `/api/health` is made",
      "run `frontend: node generate.cjs`",
    ],
  },
  {
    name: "types are edited by hand",
    base: withTypes,
    contract: { generated },
    files: { "frontend/types.txt": types.replace("orders", "purchases") },
    expect: ["frontend/types.txt:3: it is not what is made", "`/api/purchases`, and `/api/orders` is made"],
  },
  {
    name: "types are deleted",
    base: withTypes,
    contract: { generated },
    files: { "frontend/types.txt": null },
    expect: ["frontend/types.txt: it is made from the description and not committed"],
  },
  {
    name: "the generator is made to do nothing",
    base: withTypes,
    contract: { generated },
    files: { ...more, "frontend/generate.cjs": "" },
    expect: ["`frontend: node generate.cjs` does not make this file"],
  },
  {
    name: "the generator breaks",
    base: withTypes,
    contract: { generated },
    files: { ...more, "frontend/generate.cjs": "throw new Error('broken')" },
    expect: ["`frontend: node generate.cjs` ended with 1 and made nothing", "broken"],
  },
  {
    name: "types that differed before differ in more lines",
    base: { ...withTypes, "frontend/types.txt": `// formatted\n${types}` },
    contract: { generated },
    files: more,
    expect: ["frontend/types.txt:1: it is not what is made"],
  },
  {
    name: "the backend serves what is not described",
    base: withServed,
    contract: { command: describe },
    files: { "backend/served.json": more[file] ?? "" },
    expect: ["backend/openapi.json: GET /api/health: it is served and not described"],
  },
  {
    name: "what is described is not served",
    base: withServed,
    contract: { command: describe },
    files: more,
    expect: ["GET /api/health: it is described and not served"],
  },
  {
    name: "a field is described otherwise than it is served",
    base: withServed,
    contract: { command: describe },
    files: {
      "backend/served.json": api((doc) => {
        const { NewOrder } = doc.components.schemas;
        NewOrder.properties.voucher.maxLength = 10;
        NewOrder.required.push("voucher");
      }),
    },
    expect: [
      "POST /api/orders, body voucher: it is required, and described as optional",
      "POST /api/orders, body voucher: its maxLength is described as unlimited, and is 10",
    ],
  },
  {
    name: "the command that describes the backend breaks",
    base: { ...withServed, "backend/describe.sh": "cat served.json\n" },
    contract: { command: ["sh", "describe.sh"] },
    files: { "backend/describe.sh": "echo broken >&2; exit 3\n" },
    expect: ["`backend: sh describe.sh` ended with 3 and made nothing", "broken"],
  },
  {
    name: "only the command describes the backend, and an operation is gone",
    base: { "backend/describe.sh": "cp served.json made.json\n", ...withServed },
    contract: { file: undefined, command: ["sh", "describe.sh"], output: "backend/made.json" },
    files: { "backend/served.json": api((doc) => delete doc.paths["/api/orders"]) },
    expect: ["POST /api/orders: it is gone"],
  },
];
