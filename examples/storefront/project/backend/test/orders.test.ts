import { describe, expect, it } from "vitest";
import { openShop } from "./helpers.js";

const email = "ada@example.com";

describe("orders", () => {
  it("places an order, takes the stock and can be read back", async () => {
    const shop = openShop();
    const placed = await shop.post("/api/orders", {
      email,
      lines: [
        { productId: "enamel-mug", quantity: 2 },
        { productId: "oak-board", quantity: 1 },
      ],
    });
    expect(placed.status).toBe(201);
    expect(placed.body).toMatchObject({ email, totalCents: 6500 });
    expect(placed.body.createdAt).toBe("2025-03-01T09:00:00.000Z");

    const read = await shop.get(`/api/orders/${placed.body.id}`);
    expect(read.body).toEqual(placed.body);
    expect((await shop.get("/api/products/enamel-mug")).body.stock).toBe(38);
  });

  it("adds up two lines of the same product", async () => {
    const line = { productId: "brass-hook", quantity: 2 };
    const { body } = await openShop().post("/api/orders", { email, lines: [line, line] });
    expect(body.lines).toEqual([{ productId: "brass-hook", quantity: 4, unitPriceCents: 950 }]);
  });

  it("takes no stock when one line cannot be met", async () => {
    const shop = openShop();
    const { status } = await shop.post("/api/orders", {
      email,
      lines: [
        { productId: "enamel-mug", quantity: 1 },
        { productId: "wool-blanket", quantity: 6 },
      ],
    });
    expect(status).toBe(409);
    expect((await shop.get("/api/products/enamel-mug")).body.stock).toBe(40);
  });

  it("names the fields it refuses", async () => {
    const { status, body } = await openShop().post("/api/orders", { email: "nobody", lines: [] });
    expect(status).toBe(400);
    expect(body.fields.map((problem: { field: string }) => problem.field)).toEqual([
      "email",
      "lines",
    ]);
  });

  it("answers 404 for an unknown product or order", async () => {
    const shop = openShop();
    const lines = [{ productId: "unicorn", quantity: 1 }];
    expect((await shop.post("/api/orders", { email, lines })).status).toBe(404);
    expect((await shop.get("/api/orders/none")).status).toBe(404);
  });
});
