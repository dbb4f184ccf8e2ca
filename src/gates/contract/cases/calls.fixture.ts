import type { Case } from "./shop.fixture.ts";
import { changed } from "./shop.fixture.ts";

/** A feature that adds one file to the frontend. */
const calls = (text: string, name = "src/feature.ts"): Record<string, string> => ({
  [`frontend/${name}`]: text,
});

export const callCases: Case[] = [
  {
    name: "calls as they are written by hand",
    files: calls(`
      export const list = () => fetch("/api/products?sort=name&limit=3");
      export const one = (id: string) => fetch(\`/api/products/\${encodeURIComponent(id)}\`);
      export const drop = (id: string) => fetch("/api/products/" + id, { method: "DELETE" });
      export const order = (lines: Line[]) =>
        fetch("/api/orders/", { method: "post", body: JSON.stringify({ lines, voucher: "x" }) });
    `),
    expect: "honest",
  },
  {
    name: "calls through functions of the project, and functions that make paths",
    files: calls(`
      import { get, post } from "./client";
      const path = (id: string) => \`/products/\${id}\`;
      export const one = (id: string) => get<Product>(path(id));
      export const list = (category?: string) => get(\`/products\${category ? \`?sort=\${category}\` : ""}\`);
      export const order = (order: NewOrder) => post("/orders", order);
      export const small = () => post("/orders", { lines: [] });
    `),
    expect: "honest",
  },
  {
    name: "calls through an alias and a file that exports again",
    files: {
      ...calls('import { post } from "@/api"; export const order = () => post("/orders", { lines: [] });'),
      "frontend/src/api/index.ts": 'export * from "../client";\n',
    },
    expect: "honest",
  },
  {
    name: "calls of an axios instance",
    files: calls(`
      import axios from "axios";
      const http = axios.create({ baseURL: import.meta.env.VITE_API ?? "/api" });
      export const list = () => http.get("/products", { params: { sort: "name" } });
      export const order = () => http.post("/orders", { lines: [] });
      export const other = () => axios({ url: "/api/orders", method: "POST", data: { lines: [] } });
    `),
    expect: "honest",
  },
  {
    name: "calls of ky and of a typed client",
    files: calls(`
      import ky from "ky";
      import createClient from "openapi-fetch";
      const api = ky.extend({ prefixUrl: "/api" });
      const client = createClient<paths>({ baseUrl: "/" });
      export const order = () => api.post("orders", { json: { lines: [] } });
      export const list = () => api.get("products", { searchParams: { limit: 3 } });
      export const one = (productId: string) =>
        client.GET("/api/products/{productId}", { params: { path: { productId } } });
      export const many = () => client.GET("/api/products", { params: { query: { limit: 1 } } });
    `),
    expect: "honest",
  },
  {
    name: "what is only known when the program runs",
    files: calls(`
      export const any = (path: string) => fetch(path);
      export const below = (path: string) => fetch(\`/api/\${path}\`);
      export const send = (method: string) => fetch("/api/products/1", { method });
      export const body = (order: object) => fetch("/api/orders", { method: "POST", body: JSON.stringify(order) });
      export const spread = (more: object) =>
        fetch("/api/orders", { method: "POST", body: JSON.stringify({ ...more, voucher: "x" }) });
      export const query = (params: URLSearchParams) => fetch(\`/api/products?\${params}\`);
      export const either = (isNew: boolean) => fetch("/api/orders", { method: isNew ? "POST" : "PATCH" });
    `),
    expect: "honest",
  },
  {
    name: "requests to others",
    files: calls(`
      const maps = "https://maps.example/api";
      export const place = () => fetch(\`\${maps}/places\`);
      export const font = () => fetch("/fonts/a.woff");
      export const other = () => fetch("//cdn.example/api/x");
      export const env = () => fetch(\`\${import.meta.env.OTHER}/things/1\`);
    `),
    expect: "honest",
  },
  {
    name: "paths that are no requests",
    files: calls(`
      router.get("/api/nothing", handler);
      navigate("/api/docs");
      export const isApi = (path: string) => path.startsWith("/api/");
      const routes = { request: "/api/none" };
    `),
    expect: "honest",
  },
  {
    name: "requests in tests and mocks",
    files: {
      "frontend/src/feature.test.ts": 'await fetch("/api/nothing");\n',
      "frontend/src/mocks/handlers.ts": 'import { http } from "msw"; http.get("/api/nothing", () => null);\n',
    },
    expect: "honest",
  },
  {
    name: "a call that nobody described before either",
    base: { "frontend/src/old.ts": 'export const old = () => fetch("/api/undescribed");\n' },
    files: { "frontend/src/old.ts": '\n\nexport const older = () => fetch("/api/undescribed");\n' },
    expect: "honest",
  },
  {
    name: "routes that the frontend serves itself",
    files: {
      "frontend/src/app/api/session/route.ts": "export const GET = () => new Response();\n",
      ...calls('export const session = () => fetch("/api/session");'),
    },
    expect: "honest",
  },
  {
    name: "a broken file, and one that is nested without end",
    files: {
      ...calls("export const x = fetch(`/api/${"),
      "frontend/src/deep.ts": `const x = ${"[".repeat(5_000)}\n`,
      "frontend/src/self.ts": "const a = b; const b = a; fetch(a); const f = () => f(); f();\n",
    },
    expect: "honest",
  },
  {
    name: "one's own server by its full address",
    files: calls(`
      const API = "http://localhost:3000/api";
      export const list = () => fetch(\`\${API}/products\`);
      export const head = () => fetch("/api/products", { method: "HEAD" });
    `),
    expect: "honest",
  },
  {
    name: "a component of Vue and a hook",
    files: {
      ...calls(
        '<script setup lang="ts">\nconst x = await fetch("/api/products");\n</script>\n<template>`</template>',
        "src/A.vue",
      ),
      "frontend/src/use.tsx":
        'export const useX = () => useQuery({ queryFn: () => fetch("/api/products") });\n',
    },
    expect: "honest",
  },
  {
    name: "a path with a typing mistake",
    files: calls('export const list = () => fetch("/api/prodcts");'),
    expect: ["frontend/src/feature.ts:1: GET /api/prodcts: the frontend calls it"],
  },
  {
    name: "a path with a typing mistake behind a variable",
    files: calls("export const list = (id: string) => fetch(`/api/products/${id}/reviews`);"),
    expect: ["GET /api/products/{}/reviews: the frontend calls it"],
  },
  {
    name: "a path with a typing mistake through functions of the project",
    files: calls('import { get } from "./client";\nexport const list = () => get("/prodcts");'),
    expect: ["frontend/src/feature.ts:2: GET /api/prodcts: the frontend calls it"],
  },
  {
    name: "a path of a function that makes paths",
    files: calls(`
      import * as client from "./client";
      const path = (id: string) => \`/products/\${id}/review\`;
      export const list = (id: string) => client.post(path(id), {});
    `),
    expect: ["POST /api/products/{}/review: the frontend calls it"],
  },
  {
    name: "a method that is not there",
    files: calls('export const put = () => fetch("/api/orders", { method: "PUT" });'),
    expect: ["PUT /api/orders: the frontend calls it, and the description has only POST there"],
  },
  {
    name: "a method that is not there, through a function of the project",
    files: calls('import { get } from "./client"; export const orders = () => get("/orders");'),
    expect: ["GET /api/orders: the frontend calls it, and the description has only POST there"],
  },
  {
    name: "a parameter of the query that is not known",
    files: calls('export const list = () => fetch("/api/products?order=name&limit=1");'),
    expect: ["GET /api/products, query order: the frontend sends it"],
  },
  {
    name: "a parameter of the query among the options",
    files: calls('import axios from "axios"; axios.get("/api/products", { params: { order: "name" } });'),
    expect: ["GET /api/products, query order: the frontend sends it"],
  },
  {
    name: "a field of the body that is not known",
    files: calls(
      'fetch("/api/orders", { method: "POST", body: JSON.stringify({ lines: [], coupon: "x" }) });',
    ),
    expect: ["POST /api/orders, body coupon: the frontend sends it"],
  },
  {
    name: "a required field that is not sent",
    files: calls(`
      import axios from "axios";
      const order = { voucher: "x" };
      axios.post("/api/orders", order);
    `),
    expect: ["POST /api/orders, body lines: it is required, and the frontend does not send it"],
  },
  {
    name: "a required field that is not sent, through a function of the project",
    files: calls(
      'import { post } from "./client";\nexport const order = () => post("/orders", { voucher: "x" });',
    ),
    expect: ["POST /api/orders, body lines: it is required"],
  },
  {
    name: "an operation goes and the frontend still calls it",
    issue: "# Shop\n\n- Allowed: breaking change of `GET /api/products`\n",
    files: changed((api) => delete api.paths["/api/products"].get),
    expect: [
      "frontend/src/products.ts:2: GET /api/products: the frontend calls it, and the description has only POST there",
    ],
  },
  {
    name: "an axios instance, a class and an object of functions",
    files: calls(`
      import axios from "axios";
      const http = axios.create({ baseURL: "/api/" });
      class Shop {
        private base = "/api";
        list() { return this.send("/lists"); }
        send(path: string) { return fetch(this.base + path); }
      }
      export const api = { things: { get: (id: string) => http.get("/things/" + id) } };
    `),
    expect: ["GET /api/things/{}: the frontend calls it", "GET /api/lists: the frontend calls it"],
  },
  {
    name: "a wrong path behind a base that is only known when the program runs",
    files: calls(`
      const base = import.meta.env.VITE_API;
      export const list = () => fetch(\`\${base}/products\`);
      export const wrong = (id: string) => fetch(\`\${base}/products/\${id}/stars\`);
    `),
    expect: ["GET /products/{}/stars: the frontend calls it"],
  },
  {
    name: "a component of Svelte",
    files: calls('<p>\n</p>\n<script>\n  fetch("/api/nowhere");\n</script>', "src/A.svelte"),
    expect: ["frontend/src/A.svelte:4: GET /api/nowhere"],
  },
];
