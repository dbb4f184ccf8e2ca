import { beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../src/db/connection.js";
import { migrate } from "../src/db/migrate.js";
import { seed } from "../src/db/seed.js";
import type { Review } from "../src/models/review.js";
import { ReviewRepository } from "../src/repositories/review-repository.js";

let database: Database;
let reviews: ReviewRepository;

beforeEach(() => {
  database = openDatabase();
  migrate(database);
  seed(database);
  reviews = new ReviewRepository(database);
});

function review(id: string, rating = 4): Review {
  return {
    id,
    productId: "oak-board",
    author: "Ada",
    rating,
    title: "Solid",
    body: "As good as on its first day.",
    verified: true,
    helpfulCount: 0,
    createdAt: "2025-03-01T09:00:00.000Z",
  };
}

describe("review repository", () => {
  it("gives back what it stored", () => {
    reviews.insert(review("r1"), "ada@example.com");
    expect(reviews.find("r1")).toEqual(review("r1"));
    expect(reviews.find("r2")).toBeNull();
  });

  it("never shows a review on two pages, even of the same moment (R3)", () => {
    for (const id of ["c", "a", "b"]) reviews.insert(review(id), `${id}@example.com`);
    const ids = [0, 1, 2].map(
      (offset) => reviews.list("oak-board", { sort: "newest", limit: 1, offset })[0]?.id,
    );
    expect(ids).toEqual(["a", "b", "c"]);
  });

  it("refuses a second review of the same customer in the database itself (R5)", () => {
    reviews.insert(review("r1"), "ada@example.com");
    expect(() => reviews.insert(review("r2"), "ada@example.com")).toThrow(/UNIQUE/);
  });

  it("summarizes many products at once (R4)", () => {
    reviews.insert(review("r1", 5), "ada@example.com");
    reviews.insert(review("r2", 2), "ben@example.com");
    expect(reviews.summaries(["oak-board", "brass-hook"])).toEqual(
      new Map([["oak-board", { average: 3.5, count: 2 }]]),
    );
  });
});
