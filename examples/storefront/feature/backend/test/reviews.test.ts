import { describe, expect, it } from "vitest";
import { openShop, praise } from "./helpers.js";

const path = "/api/products/enamel-mug/reviews";

/** A shop whose clock moves on by one minute with every look at it. */
function openTickingShop() {
  let minute = 0;
  return openShop(() => new Date(Date.UTC(2025, 2, 1, 9, minute++)));
}

describe("writing a review", () => {
  it("stores it and keeps the email to itself (R1)", async () => {
    const shop = openShop();
    const { status, body } = await shop.post(path, praise);
    expect(status).toBe(201);
    const { email, ...visible } = praise;
    expect(body).toMatchObject({ ...visible, productId: "enamel-mug", helpfulCount: 0 });
    expect(JSON.stringify((await shop.get(path)).body)).not.toContain(email);
  });

  it.each([
    ["rating", 0],
    ["rating", 6],
    ["rating", 4.5],
    ["title", "ok"],
    ["title", "t".repeat(81)],
    ["body", "too short"],
    ["body", "b".repeat(2001)],
    ["author", "   "],
    ["email", "nobody"],
  ])("refuses %s %j and names the field (R2)", async (field, value) => {
    const shop = openShop();
    const { status, body } = await shop.post(path, { ...praise, [field]: value });
    expect(status).toBe(400);
    expect(body.fields[0].field).toBe(field);
    expect((await shop.get(path)).body.total).toBe(0);
  });

  it("answers 404 for an unknown product (R2)", async () => {
    const { status } = await openShop().post("/api/products/unicorn/reviews", praise);
    expect(status).toBe(404);
  });

  it("takes one review per customer and product (R5)", async () => {
    const shop = openShop();
    await shop.post(path, praise);
    const again = await shop.post(path, { ...praise, email: "ADA@example.com" });
    expect(again.status).toBe(409);
    const other = await shop.post("/api/products/oak-board/reviews", praise);
    expect(other.status).toBe(201);
  });

  it("marks a review as verified only with the author's own order (R6)", async () => {
    const shop = openShop();
    const order = await shop.post("/api/orders", {
      email: praise.email,
      lines: [{ productId: "enamel-mug", quantity: 1 }],
    });
    const orderId = order.body.id;
    expect((await shop.post(path, { ...praise, orderId })).body.verified).toBe(true);
    const stranger = { ...praise, email: "eve@example.com", orderId };
    expect((await shop.post(path, stranger)).body.verified).toBe(false);
    const elsewhere = await shop.post("/api/products/oak-board/reviews", { ...praise, orderId });
    expect(elsewhere.body.verified).toBe(false);
  });
});

describe("reading reviews", () => {
  async function withThreeReviews() {
    const shop = openTickingShop();
    for (const [author, rating] of [
      ["Ada", 3],
      ["Ben", 5],
      ["Cleo", 4],
    ] as const) {
      await shop.post(path, { ...praise, author, rating, email: `${author}@example.com` });
    }
    return shop;
  }

  const authors = (body: { reviews: { author: string }[] }) =>
    body.reviews.map((review) => review.author);

  it("shows the newest first (R3)", async () => {
    const { body } = await (await withThreeReviews()).get(path);
    expect(authors(body)).toEqual(["Cleo", "Ben", "Ada"]);
    expect(body).toMatchObject({ total: 3, rating: { average: 4, count: 3 } });
  });

  it("pages (R3)", async () => {
    const shop = await withThreeReviews();
    expect(authors((await shop.get(`${path}?limit=2`)).body)).toEqual(["Cleo", "Ben"]);
    expect(authors((await shop.get(`${path}?limit=2&offset=2`)).body)).toEqual(["Ada"]);
  });

  it("sorts by rating and by helpfulness (R3, R7)", async () => {
    const shop = await withThreeReviews();
    const ada = (await shop.get(path)).body.reviews[2];
    expect((await shop.post(`/api/reviews/${ada.id}/helpful`, {})).body.helpfulCount).toBe(1);
    expect(authors((await shop.get(`${path}?sort=highest`)).body)).toEqual(["Ben", "Cleo", "Ada"]);
    expect(authors((await shop.get(`${path}?sort=helpful`)).body)).toEqual(["Ada", "Cleo", "Ben"]);
  });

  it("answers 404 for a review or product it does not have (R7)", async () => {
    const shop = openShop();
    expect((await shop.post("/api/reviews/none/helpful", {})).status).toBe(404);
    expect((await shop.get("/api/products/unicorn/reviews")).status).toBe(404);
  });
});
