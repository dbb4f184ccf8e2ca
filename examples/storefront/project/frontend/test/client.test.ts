import { describe, expect, it } from "vitest";
import { ApiError } from "../src/api/client";
import { getProduct, listProducts } from "../src/api/products";
import { mug, stubBackend } from "./helpers";

describe("api client", () => {
  it("asks for one category", async () => {
    stubBackend({
      "GET /api/products?category=home%20%26%20garden": { body: { products: [mug] } },
    });
    expect(await listProducts("home & garden")).toEqual([mug]);
  });

  it("turns a refusal into an error that knows its fields", async () => {
    const body = { message: "No", fields: [{ field: "id", message: "Too odd" }] };
    stubBackend({ "GET /api/products/odd": { status: 400, body } });
    const error = await getProduct("odd").catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).fieldMessage("id")).toBe("Too odd");
  });
});
