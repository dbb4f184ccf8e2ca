import { describe, expect, it } from "vitest";
import { checkDraft, emptyDraft, toNewReview } from "../src/lib/review-rules";

const draft = {
  author: "Ada",
  email: "ada@example.com",
  rating: 5,
  title: "Survived the rain",
  body: "Three weeks outdoors and not a single scratch.",
  orderId: "",
};

describe("review rules (R2)", () => {
  it("let a complete draft pass", () => {
    expect(checkDraft(draft)).toEqual({});
  });

  it("name everything an empty draft lacks, but not the order number", () => {
    const fields = Object.keys(checkDraft(emptyDraft)).sort();
    expect(fields).toEqual(["author", "body", "email", "rating", "title"]);
  });

  it.each([
    ["title", "ok"],
    ["title", "t".repeat(81)],
    ["body", "too short"],
    ["body", "b".repeat(2001)],
    ["author", "a".repeat(61)],
    ["author", "   "],
  ])("refuse a %s of the wrong length", (field, value) => {
    expect(Object.keys(checkDraft({ ...draft, [field]: value }))).toEqual([field]);
  });

  it("leave an empty order number out", () => {
    expect(toNewReview(draft).orderId).toBeUndefined();
    expect(toNewReview({ ...draft, orderId: " A-1 " }).orderId).toBe("A-1");
  });
});
