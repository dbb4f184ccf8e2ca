import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openShop } from "./helpers.js";

const contract = JSON.parse(readFileSync(new URL("../openapi.json", import.meta.url), "utf8")) as {
  paths: Record<string, Record<string, unknown>>;
};

describe("contract", () => {
  it("names exactly the operations the app serves", () => {
    const promised = Object.entries(contract.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = openShop().app.routes.map(
      (route) => `${route.method} ${route.path.replace(/:(\w+)/g, "{$1}")}`,
    );
    expect([...new Set(served)].sort()).toEqual(promised.sort());
  });
});
