import { describe, expect, it } from "vitest";
import { openShop, praise } from "./helpers.js";

async function withRatings(ratings: number[]) {
  const shop = openShop();
  for (const [index, rating] of ratings.entries()) {
    const email = `customer${index}@example.com`;
    await shop.post("/api/products/enamel-mug/reviews", { ...praise, email, rating });
  }
  return shop;
}

describe("product ratings", () => {
  it("are absent without reviews (R4)", async () => {
    const shop = await withRatings([]);
    expect((await shop.get("/api/products/enamel-mug")).body).not.toHaveProperty("rating");
  });

  it("are rounded to one decimal (R4)", async () => {
    const shop = await withRatings([5, 4, 4]);
    const { body } = await shop.get("/api/products/enamel-mug");
    expect(body.rating).toEqual({ average: 4.3, count: 3 });
  });

  it("come with the list, for the products that have any (R4)", async () => {
    const shop = await withRatings([2]);
    const { body } = await shop.get("/api/products");
    const rated = body.products.filter((product: object) => "rating" in product);
    expect(rated).toHaveLength(1);
    expect(rated[0]).toMatchObject({ id: "enamel-mug", rating: { average: 2, count: 1 } });
  });

  it("survive a category without products (R4)", async () => {
    const shop = await withRatings([2]);
    expect((await shop.get("/api/products?category=garden")).body.products).toEqual([]);
  });
});
