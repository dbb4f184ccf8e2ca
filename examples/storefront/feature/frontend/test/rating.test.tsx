import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { RatingStars } from "../src/components/RatingStars";
import { RatingSummary } from "../src/components/RatingSummary";
import { ProductListPage } from "../src/pages/ProductListPage";
import { hook, mug, renderInShop, stubBackend } from "./helpers";

describe("ratings (R4)", () => {
  it.each([
    [1, "★☆☆☆☆"],
    [4.3, "★★★★☆"],
    [4.5, "★★★★★"],
  ])("show %d as stars with words for screen readers (R9)", (value, stars) => {
    renderInShop(<RatingStars value={value} />);
    expect(screen.getByText(`${value} out of 5 stars`)).toBeTruthy();
    expect(screen.getByText(stars).getAttribute("aria-hidden")).toBe("true");
  });

  it("count in the singular and say when there is nothing", () => {
    renderInShop(<RatingSummary rating={{ average: 4, count: 1 }} />);
    expect(screen.getByText(/4\.0 \(1 review\)/)).toBeTruthy();
    renderInShop(<RatingSummary />);
    expect(screen.getByText("No reviews yet")).toBeTruthy();
  });

  it("appear in the list for rated products only", async () => {
    const products = [{ ...mug, rating: { average: 4.5, count: 12 } }, hook];
    stubBackend({ "GET /api/products": { body: { products } } });
    renderInShop(<ProductListPage />);
    expect(await screen.findByText(/4\.5 \(12 reviews\)/)).toBeTruthy();
    expect(screen.getAllByText(/out of 5 stars/)).toHaveLength(1);
  });
});
