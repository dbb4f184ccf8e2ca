import { expect, test } from "vitest";
import type { Part } from "../core/profile.ts";
import { detectContract, type Package } from "./detect-contract.ts";

const part = (name: string, path = name): Part => ({ name, path, checks: {} });
const parts = [part("backend"), part("frontend")];
const generate = "openapi-typescript ../backend/openapi.json --output src/api/types.ts";

function detect(files: string[], scripts: Package["scripts"] = {}, own: readonly Part[] = parts) {
  return detectContract({ files }, { parts: own, packages: [{ path: "frontend", scripts }], runner: "npm" });
}

test("a committed description is the contract of the part that holds it", () => {
  expect(detect(["backend/openapi.json", "frontend/src/api/types.ts"], { generate })).toEqual({
    kind: "openapi",
    backend: "backend",
    frontend: "frontend",
    file: "backend/openapi.json",
    generated: [
      { part: "frontend", command: ["npm", "run", "generate"], files: ["frontend/src/api/types.ts"] },
    ],
    ignore: [],
  });
});

test.each([
  "openapi-typescript ../backend/openapi.json -o src/api/types.ts && prettier --write src/api",
  'openapi-typescript "../backend/openapi.json" --alphabetize --output="src/api/types.ts"',
])("types are found in the script %s", (script) => {
  const found = detect(["backend/openapi.json", "frontend/src/api/types.ts"], { types: script });
  expect(found?.generated).toMatchObject([{ files: ["frontend/src/api/types.ts"] }]);
});

test.each([
  { script: generate, files: ["backend/openapi.json"] },
  {
    script: generate.replace("backend", "other"),
    files: ["backend/openapi.json", "frontend/src/api/types.ts"],
  },
  { script: "openapi-typescript ../backend/openapi.json", files: ["backend/openapi.json"] },
])(
  "types that are not committed, made of something else or printed are none: $script",
  ({ script, files }) => {
    expect(detect(files, { generate: script })?.generated).toEqual([]);
  },
);

test("a description in the top folder belongs to the part that is called so, else to the first", () => {
  expect(detect(["openapi.yaml"], {}, [part("site"), part("server")])?.backend).toBe("server");
  expect(detect(["openapi.yaml"], {}, [part("app", ".")])).toMatchObject({ backend: "app", generated: [] });
  expect(detect(["openapi.yaml"], {}, [part("app", ".")])?.frontend).toBeUndefined();
});

test("a GraphQL schema is a contract too", () => {
  expect(detect(["backend/schema.graphql"])).toMatchObject({ kind: "graphql", frontend: "frontend" });
});

test.each([
  { why: "none", files: ["backend/app.js", "openapi.js"] },
  { why: "two", files: ["backend/openapi.json", "frontend/openapi.json"] },
  { why: "an example", files: ["backend/test/openapi.json", "docs/openapi.yaml", "examples/swagger.json"] },
])("where there is $why, no contract is guessed", ({ files }) => {
  expect(detect(files)).toBeUndefined();
});
