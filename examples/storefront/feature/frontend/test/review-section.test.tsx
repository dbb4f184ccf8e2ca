import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { ReviewSection } from "../src/components/ReviewSection";
import { praise, renderInShop, stubBackend } from "./helpers";

const list = (sort: string, offset = 0) =>
  `GET /api/products/enamel-mug/reviews?sort=${sort}&limit=10&offset=${offset}`;

const complaint = { ...praise, id: "r2", title: "Too heavy", rating: 2, verified: false };
const page = { reviews: [praise, complaint], total: 2, rating: { average: 3.5, count: 2 } };

const titles = () => screen.getAllByRole("heading", { level: 3 }).map((title) => title.textContent);

describe("review section", () => {
  it("shows reviews with rating, author, day and mark (R3, R6)", async () => {
    stubBackend({ [list("newest")]: { body: page } });
    renderInShop(<ReviewSection productId="enamel-mug" />);
    expect(await screen.findByText(/3\.5 \(2 reviews\)/)).toBeTruthy();
    expect(titles()).toEqual(["Survived the rain", "Too heavy"]);
    expect(screen.getAllByText("1 March 2025")).toHaveLength(2);
    expect(screen.getAllByText("Verified purchase")).toHaveLength(1);
  });

  it("says when there are none (R3)", async () => {
    stubBackend({ [list("newest")]: { body: { reviews: [], total: 0 } } });
    renderInShop(<ReviewSection productId="enamel-mug" />);
    expect(await screen.findByText("No reviews yet")).toBeTruthy();
  });

  it("sorts (R3)", async () => {
    const sorted = { ...page, reviews: [complaint, praise] };
    stubBackend({ [list("newest")]: { body: page }, [list("helpful")]: { body: sorted } });
    renderInShop(<ReviewSection productId="enamel-mug" />);
    await screen.findByText("Too heavy");
    const select = screen.getByLabelText(/Sort reviews/);
    fireEvent.change(select, { target: { value: "helpful" } });
    expect(document.contains(select)).toBe(true);
    await screen.findByText("Too heavy");
    expect(titles()).toEqual(["Too heavy", "Survived the rain"]);
  });

  it("turns pages (R3)", async () => {
    const second = { ...page, reviews: [complaint], total: 11 };
    stubBackend({
      [list("newest")]: { body: { ...page, reviews: [praise], total: 11 } },
      [list("newest", 10)]: { body: second },
    });
    renderInShop(<ReviewSection productId="enamel-mug" />);
    fireEvent.click(await screen.findByRole("button", { name: "Next" }));
    expect(await screen.findByText("Too heavy")).toBeTruthy();
    const next = screen.getByRole("button", { name: "Next" });
    expect((next as HTMLButtonElement).disabled).toBe(true);
  });

  it("counts one vote per visit (R7)", async () => {
    const counted = { ...praise, helpfulCount: 3 };
    stubBackend({
      [list("newest")]: { body: page },
      "POST /api/reviews/r1/helpful": { body: counted },
    });
    renderInShop(<ReviewSection productId="enamel-mug" />);
    fireEvent.click(await screen.findByRole("button", { name: "Helpful: Survived the rain" }));
    const button = (await screen.findByText("Helpful (3)")) as HTMLButtonElement;
    expect(button.disabled).toBe(true);
  });

  it("says when a vote was not taken (R7)", async () => {
    stubBackend({ [list("newest")]: { body: page } });
    renderInShop(<ReviewSection productId="enamel-mug" />);
    fireEvent.click(await screen.findByRole("button", { name: "Helpful: Too heavy" }));
    expect((await screen.findByRole("alert")).textContent).toBe("Not found");
  });
});
