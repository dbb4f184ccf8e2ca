import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Layout } from "../src/components/Layout";
import { ProductListPage } from "../src/pages/ProductListPage";
import { ProductPage } from "../src/pages/ProductPage";
import { hook, mug, renderInShop, stubBackend } from "./helpers";

describe("product pages", () => {
  it("list products with their prices", async () => {
    stubBackend({ "GET /api/products": { body: { products: [hook, mug] } } });
    renderInShop(<ProductListPage />);
    const link = await screen.findByRole("link", { name: "Enamel mug" });
    expect(link.getAttribute("href")).toBe("#/products/enamel-mug");
    expect(screen.getByText("€14.50")).toBeTruthy();
  });

  it("say why products are missing", async () => {
    stubBackend({});
    renderInShop(<ProductListPage />);
    expect((await screen.findByRole("alert")).textContent).toBe("Not found");
  });

  it("add a product to the cart", async () => {
    stubBackend({ "GET /api/products/enamel-mug": { body: mug } });
    renderInShop(
      <Layout>
        <ProductPage productId="enamel-mug" />
      </Layout>,
    );
    fireEvent.click(await screen.findByRole("button", { name: "Add to cart" }));
    expect(screen.getByRole("link", { name: "Cart (1)" })).toBeTruthy();
  });

  it("do not sell what is sold out", async () => {
    stubBackend({ "GET /api/products/enamel-mug": { body: { ...mug, stock: 0 } } });
    renderInShop(<ProductPage productId="enamel-mug" />);
    const button = await screen.findByRole("button", { name: "Sold out" });
    expect((button as HTMLButtonElement).disabled).toBe(true);
  });
});
