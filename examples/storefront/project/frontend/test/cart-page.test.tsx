import { fireEvent, screen } from "@testing-library/react";
import { useEffect } from "react";
import { describe, expect, it } from "vitest";
import type { Product } from "../src/api/products";
import { useCart } from "../src/hooks/use-cart";
import { CartPage } from "../src/pages/CartPage";
import { hook, mug, renderInShop, stubBackend } from "./helpers";

const picked = [mug, hook, mug];

function FilledCart({ products }: { products: Product[] }) {
  const { add } = useCart();
  useEffect(() => {
    for (const product of products) add(product);
    // oxlint-disable-next-line react/exhaustive-deps -- fills the cart once
  }, []);
  return <CartPage />;
}

describe("cart page", () => {
  it("says when it is empty", () => {
    renderInShop(<CartPage />);
    expect(screen.getByRole("status").textContent).toBe("Your cart is empty.");
  });

  it("adds up and orders", async () => {
    const backend = stubBackend({ "POST /api/orders": { status: 201, body: { id: "A-1" } } });
    renderInShop(<FilledCart products={picked} />);
    expect(screen.getByText("Total €38.50")).toBeTruthy();
    fireEvent.change(screen.getByLabelText("Email"), { target: { value: "ada@example.com" } });
    fireEvent.click(screen.getByRole("button", { name: "Place order" }));
    expect((await screen.findByRole("status")).textContent).toContain("A-1");
    expect(JSON.parse(String(backend.mock.calls[0]?.[1]?.body))).toEqual({
      email: "ada@example.com",
      lines: [
        { productId: "enamel-mug", quantity: 2 },
        { productId: "brass-hook", quantity: 1 },
      ],
    });
  });

  it("keeps the cart when the order is refused", async () => {
    const body = { message: "Not enough of Enamel mug in stock", fields: [] };
    stubBackend({ "POST /api/orders": { status: 409, body } });
    renderInShop(<FilledCart products={[mug]} />);
    fireEvent.change(screen.getByLabelText("Email"), { target: { value: "ada@example.com" } });
    fireEvent.click(screen.getByRole("button", { name: "Place order" }));
    expect((await screen.findByRole("alert")).textContent).toContain("Not enough");
    expect(screen.getByRole("button", { name: "Remove Enamel mug" })).toBeTruthy();
  });
});
