import { type Database, execute, selectAll, selectOne } from "../db/connection.js";
import type { RatingSummary } from "../models/rating.js";
import type { Review, ReviewSort } from "../models/review.js";

interface ReviewRow {
  id: string;
  product_id: string;
  author: string;
  rating: number;
  title: string;
  body: string;
  verified: number;
  helpful_count: number;
  created_at: string;
}

interface SummaryRow {
  product_id: string;
  average: number;
  count: number;
}

interface Page {
  sort: ReviewSort;
  limit: number;
  offset: number;
}

/** Every order ends in the key, so that pages never overlap. */
const orderings: Record<ReviewSort, string> = {
  newest: "created_at DESC, id",
  highest: "rating DESC, created_at DESC, id",
  helpful: "helpful_count DESC, created_at DESC, id",
};

export class ReviewRepository {
  constructor(private readonly database: Database) {}

  insert(review: Review, email: string): void {
    execute(
      this.database,
      `INSERT INTO reviews (id, product_id, email, author, rating, title, body, verified, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        review.id,
        review.productId,
        email,
        review.author,
        review.rating,
        review.title,
        review.body,
        review.verified ? 1 : 0,
        review.createdAt,
      ],
    );
  }

  find(id: string): Review | null {
    const row = selectOne<ReviewRow>(this.database, "SELECT * FROM reviews WHERE id = ?", [id]);
    return row && toReview(row);
  }

  hasReviewed(productId: string, email: string): boolean {
    const row = selectOne(
      this.database,
      "SELECT 1 FROM reviews WHERE product_id = ? AND email = ?",
      [productId, email],
    );
    return row !== null;
  }

  list(productId: string, page: Page): Review[] {
    return selectAll<ReviewRow>(
      this.database,
      `SELECT * FROM reviews WHERE product_id = ? ORDER BY ${orderings[page.sort]} LIMIT ? OFFSET ?`,
      [productId, page.limit, page.offset],
    ).map(toReview);
  }

  /** The summaries of all products that have reviews, by product id, with one query. */
  summaries(productIds: string[]): Map<string, RatingSummary> {
    const rows = selectAll<SummaryRow>(
      this.database,
      `SELECT product_id, ROUND(AVG(rating), 1) AS average, COUNT(*) AS count
       FROM reviews WHERE product_id IN (${productIds.map(() => "?").join(", ")})
       GROUP BY product_id`,
      productIds,
    );
    return new Map(rows.map(({ product_id, average, count }) => [product_id, { average, count }]));
  }

  /** False when there is no such review. */
  markHelpful(id: string): boolean {
    const changed = execute(
      this.database,
      "UPDATE reviews SET helpful_count = helpful_count + 1 WHERE id = ?",
      [id],
    );
    return changed === 1;
  }
}

function toReview(row: ReviewRow): Review {
  return {
    id: row.id,
    productId: row.product_id,
    author: row.author,
    rating: row.rating,
    title: row.title,
    body: row.body,
    verified: row.verified === 1,
    helpfulCount: row.helpful_count,
    createdAt: row.created_at,
  };
}
