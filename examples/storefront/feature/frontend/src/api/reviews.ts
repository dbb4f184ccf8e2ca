import { get, post } from "./client";
import type { components } from "./types";

export type Review = components["schemas"]["Review"];
export type NewReview = components["schemas"]["NewReview"];
export type ReviewPage = components["schemas"]["ReviewPage"];
export type ReviewSort = components["schemas"]["ReviewSort"];
export type RatingSummary = components["schemas"]["RatingSummary"];

export interface ReviewQuery {
  sort: ReviewSort;
  limit: number;
  offset: number;
}

function reviewsPath(productId: string): string {
  return `/products/${encodeURIComponent(productId)}/reviews`;
}

export function listReviews(productId: string, query: ReviewQuery): Promise<ReviewPage> {
  const { sort, limit, offset } = query;
  return get<ReviewPage>(`${reviewsPath(productId)}?sort=${sort}&limit=${limit}&offset=${offset}`);
}

export function createReview(productId: string, review: NewReview): Promise<Review> {
  return post<Review>(reviewsPath(productId), review);
}

export function markHelpful(reviewId: string): Promise<Review> {
  return post<Review>(`/reviews/${encodeURIComponent(reviewId)}/helpful`, {});
}
