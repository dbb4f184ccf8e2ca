import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { ReviewForm } from "../src/components/ReviewForm";
import { praise, renderInShop, stubBackend } from "./helpers";

const post = "POST /api/products/enamel-mug/reviews";

function openForm() {
  const onSent = vi.fn<() => void>();
  renderInShop(<ReviewForm productId="enamel-mug" onSent={onSent} />);
  return onSent;
}

function fillAndSend() {
  fireEvent.click(screen.getByLabelText("5 stars"));
  const texts = {
    Title: praise.title,
    "Your review": praise.body,
    "Your name": praise.author,
    "Your email (never shown)": "ada@example.com",
  };
  for (const [label, value] of Object.entries(texts)) {
    fireEvent.change(screen.getByLabelText(label), { target: { value } });
  }
  fireEvent.click(screen.getByRole("button", { name: "Send review" }));
}

describe("review form", () => {
  it("sends the review and says thank you (R1)", async () => {
    const backend = stubBackend({ [post]: { status: 201, body: praise } });
    const onSent = openForm();
    fillAndSend();
    expect((await screen.findByRole("status")).textContent).toContain("Thank you");
    expect(onSent).toHaveBeenCalledOnce();
    expect(JSON.parse(String(backend.mock.calls[0]?.[1]?.body))).toEqual({
      author: praise.author,
      email: "ada@example.com",
      rating: 5,
      title: praise.title,
      body: praise.body,
    });
  });

  it("marks what is missing and sends nothing (R2, R9)", () => {
    const backend = stubBackend({});
    openForm();
    fireEvent.click(screen.getByRole("button", { name: "Send review" }));
    expect(screen.getByRole("alert").textContent).toContain("marked fields");
    const title = screen.getByLabelText("Title");
    expect(title.getAttribute("aria-invalid")).toBe("true");
    expect(title.getAttribute("aria-describedby")).toBe("review-title-message");
    expect(backend).not.toHaveBeenCalled();
  });

  it("keeps the text when the backend refuses it (R5)", async () => {
    const body = { message: "You have already reviewed this product", fields: [] };
    stubBackend({ [post]: { status: 409, body } });
    const onSent = openForm();
    fillAndSend();
    expect((await screen.findByRole("alert")).textContent).toContain("already reviewed");
    expect(screen.getByDisplayValue(praise.title)).toBeTruthy();
    expect(onSent).not.toHaveBeenCalled();
  });

  it("shows the backend's message at its field (R2)", async () => {
    const fields = [{ field: "orderId", message: "Too long" }];
    stubBackend({ [post]: { status: 400, body: { message: "Not valid", fields } } });
    openForm();
    fillAndSend();
    expect((await screen.findByText("Too long")).id).toBe("review-orderId-message");
  });
});
