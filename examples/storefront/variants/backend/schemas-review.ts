import { z } from "zod";
import { reviewSorts } from "../models/review.js";

export const newReview = z.object({
  author: z.string().trim().min(1).max(60),
  email: z.email().max(200).toLowerCase(),
  rating: z.number().int().min(1).max(5),
  title: z.string().trim().min(3).max(80),
  body: z.string().trim().min(10).max(2000),
  orderId: z.string().trim().max(80).optional(),
});

export const reviewListQuery = z.object({
  sort: z.enum(reviewSorts).default("newest"),
  limit: z.coerce.number().int().min(1).default(10),
  offset: z.coerce.number().int().min(0).default(0),
});

export type NewReview = z.infer<typeof newReview>;
export type ReviewListQuery = z.infer<typeof reviewListQuery>;
