import type { Contract } from "../../../core/profile.ts";

/** One feature: what was there, what it made of it, and what the gate must say. */
export interface Case {
  name: string;
  /** Files of the candidate beside those of the base; null: deleted. */
  files?: Record<string, string | null>;
  /** Files of the base beside the shop's own. */
  base?: Record<string, string>;
  plan?: string;
  /** The artifact that `plan` is; "system-plan" unless said. */
  planAs?: string;
  issue?: string;
  contract?: Partial<Contract>;
  /** "honest", or words that the reason must hold, each. */
  expect: "honest" | readonly string[];
}

// eslint-disable-next-line typescript/no-explicit-any -- cases change a document wherever they like
export type Loose = any;

const text = { type: "string" };
const whole = { type: "integer" };
const json = (schema: unknown) => ({ content: { "application/json": { schema } } });
const to = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const problem = { description: "Refused", ...json(to("Problem")) };
const id = { name: "productId", in: "path", required: true, schema: text };

const document = {
  openapi: "3.1.0",
  info: { title: "shop", version: "1.0.0" },
  paths: {
    "/api/products": {
      get: {
        parameters: [
          { name: "sort", in: "query", schema: { type: "string", enum: ["name", "price"] } },
          { name: "limit", in: "query", schema: whole },
        ],
        responses: {
          200: {
            description: "Products",
            ...json({
              type: "object",
              required: ["products"],
              properties: { products: { type: "array", items: to("Product") } },
            }),
          },
          400: problem,
        },
      },
      post: {
        requestBody: { required: true, ...json(to("NewProduct")) },
        responses: { 201: { description: "Stored", ...json(to("Product")) }, 400: problem },
      },
    },
    "/api/products/{productId}": {
      get: {
        parameters: [id],
        responses: { 200: { description: "One", ...json(to("Product")) }, 404: problem },
      },
      delete: { parameters: [id], responses: { 204: { description: "Gone" }, 404: problem } },
    },
    "/api/orders": {
      post: {
        requestBody: { required: true, ...json(to("NewOrder")) },
        responses: { 201: { description: "Placed", ...json(to("Order")) }, 400: problem, 409: problem },
      },
    },
  },
  components: {
    schemas: {
      Problem: { type: "object", required: ["message"], properties: { message: text } },
      Product: {
        type: "object",
        required: ["id", "name", "price", "state"],
        properties: {
          id: text,
          name: text,
          price: whole,
          note: text,
          state: { type: "string", enum: ["new", "used"] },
          parent: to("Product"),
        },
      },
      NewProduct: {
        type: "object",
        required: ["name", "price"],
        properties: {
          name: text,
          price: whole,
          note: text,
          state: { type: "string", enum: ["new", "used"] },
        },
      },
      NewOrder: {
        type: "object",
        required: ["lines"],
        properties: { lines: { type: "array", items: to("Line") }, voucher: text },
      },
      Line: {
        type: "object",
        required: ["productId", "quantity"],
        properties: { productId: text, quantity: whole },
      },
      Order: { type: "object", required: ["id"], properties: { id: text, total: { type: "number" } } },
    },
  },
};

/** The shop's description, changed. */
export function api(change: (document: Loose) => void = () => undefined): string {
  const copy: Loose = structuredClone(document);
  change(copy);
  return `${JSON.stringify(copy, null, 2)}\n`;
}

export const file = "backend/openapi.json";

/** The candidate with a changed description. */
export const changed = (change: (document: Loose) => void): Record<string, string> => ({
  [file]: api(change),
});

export const operation = (responses: Record<string, unknown> = { 200: { description: "Fine" } }) => ({
  responses,
});

export const shop: Record<string, string> = {
  [file]: api(),
  "backend/app.js": "export const app = 1;\n",
  "frontend/src/client.ts": [
    "async function request<T>(path: string, init?: RequestInit): Promise<T> {",
    "  const response = await fetch(`/api${path}`, init);",
    "  return (await response.json()) as T;",
    "}",
    "export const get = <T>(path: string) => request<T>(path);",
    "export function post<T>(path: string, body: unknown): Promise<T> {",
    '  return request<T>(path, { method: "POST", body: JSON.stringify(body) });',
    "}",
    "",
  ].join("\n"),
  "frontend/src/products.ts": [
    'import { get } from "./client";',
    'export const list = () => get("/products?sort=name");',
    "",
  ].join("\n"),
};

/** A plan with one table of operations. */
export const planOf = (...rows: string[]): string =>
  [
    "# System plan",
    "",
    "## Operations",
    "",
    "| Operation | Result | Errors |",
    "| --- | --- | --- |",
    ...rows,
    "",
    "## Risks",
    "",
  ].join("\n");
