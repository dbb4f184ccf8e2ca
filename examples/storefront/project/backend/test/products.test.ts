import { describe, expect, it } from "vitest";
import { openShop } from "./helpers.js";

describe("products", () => {
  it("lists all products by name", async () => {
    const { status, body } = await openShop().get("/api/products");
    expect(status).toBe(200);
    expect(body.products.map((product: { id: string }) => product.id)).toEqual([
      "brass-hook",
      "enamel-mug",
      "linen-apron",
      "oak-board",
      "wool-blanket",
    ]);
  });

  it("lists one category", async () => {
    const { body } = await openShop().get("/api/products?category=home");
    expect(body.products).toHaveLength(2);
  });

  it("refuses an empty category", async () => {
    const { status, body } = await openShop().get("/api/products?category=");
    expect(status).toBe(400);
    expect(body.fields[0].field).toBe("category");
  });

  it("shows one product", async () => {
    const { body } = await openShop().get("/api/products/oak-board");
    expect(body).toMatchObject({ id: "oak-board", priceCents: 3600, stock: 8 });
  });

  it("answers 404 for a product it does not have", async () => {
    const { status, body } = await openShop().get("/api/products/unicorn");
    expect(status).toBe(404);
    expect(body.message).toBe("Product not found");
  });
});
