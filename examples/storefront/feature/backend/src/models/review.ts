export interface Review {
  id: string;
  productId: string;
  author: string;
  rating: number;
  title: string;
  body: string;
  /** The author ordered the product. */
  verified: boolean;
  helpfulCount: number;
  createdAt: string;
}

export const reviewSorts = ["newest", "highest", "helpful"] as const;
export type ReviewSort = (typeof reviewSorts)[number];
