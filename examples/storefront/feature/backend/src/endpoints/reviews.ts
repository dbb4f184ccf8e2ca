import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { parseBody, parseQuery } from "../http/parse.js";
import { HttpProblem, notFound } from "../http/problems.js";
import type { Review } from "../models/review.js";
import type { OrderRepository } from "../repositories/order-repository.js";
import type { ProductRepository } from "../repositories/product-repository.js";
import type { ReviewRepository } from "../repositories/review-repository.js";
import { type NewReview, newReview, reviewListQuery } from "../schemas/review.js";

interface Shop {
  now: () => Date;
  products: ProductRepository;
  orders: OrderRepository;
  reviews: ReviewRepository;
}

export function reviewEndpoints(shop: Shop): Hono {
  return new Hono()
    .get("/products/:productId/reviews", (context) => {
      const productId = existingProduct(shop, context.req.param("productId"));
      const query = parseQuery(context, reviewListQuery);
      const rating = shop.reviews.summaries([productId]).get(productId);
      const reviews = shop.reviews.list(productId, query);
      return context.json({ reviews, total: rating?.count ?? 0, rating });
    })
    .post("/products/:productId/reviews", async (context) => {
      const productId = existingProduct(shop, context.req.param("productId"));
      const input = await parseBody(context, newReview);
      return context.json(createReview(shop, productId, input), 201);
    })
    .post("/reviews/:reviewId/helpful", (context) => {
      const id = context.req.param("reviewId");
      if (!shop.reviews.markHelpful(id)) throw notFound("Review");
      return context.json(shop.reviews.find(id));
    });
}

function existingProduct(shop: Shop, id: string): string {
  if (!shop.products.find(id)) throw notFound("Product");
  return id;
}

function createReview(shop: Shop, productId: string, input: NewReview): Review {
  const { email, orderId, ...content } = input;
  if (shop.reviews.hasReviewed(productId, email)) {
    throw new HttpProblem(409, "You have already reviewed this product");
  }
  const review: Review = {
    id: randomUUID(),
    productId,
    ...content,
    verified: orderId !== undefined && shop.orders.contains(orderId, email, productId),
    helpfulCount: 0,
    createdAt: shop.now().toISOString(),
  };
  shop.reviews.insert(review, email);
  return review;
}
