import { describe, expect, it } from "vitest";
import { openShop } from "./helpers.js";

const path = "/api/products/enamel-mug/reviews";

describe("the page of reviews", () => {
  it.each(["limit=50", "limit=1", "offset=0"])("may be %s (R3)", async (query) => {
    expect((await openShop().get(`${path}?${query}`)).status).toBe(200);
  });

  it.each(["limit=51", "limit=1000000", "limit=0", "limit=ten", "offset=-1", "sort=oldest"])(
    "may not be %s (R3)",
    async (query) => {
      const { status, body } = await openShop().get(`${path}?${query}`);
      expect(status).toBe(400);
      expect(body.fields[0].field).toBe(query.split("=")[0]);
    },
  );
});
