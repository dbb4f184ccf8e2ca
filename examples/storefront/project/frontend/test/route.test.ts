import { describe, expect, it } from "vitest";
import { parseRoute } from "../src/hooks/use-route";

describe("routes", () => {
  it.each([
    ["", { page: "products" }],
    ["#/products/oak-board", { page: "product", id: "oak-board" }],
    ["#/cart", { page: "cart" }],
    ["#/elsewhere", { page: "products" }],
  ])("reads %s", (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
  });
});
