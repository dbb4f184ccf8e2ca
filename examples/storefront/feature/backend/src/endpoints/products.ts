import { Hono } from "hono";
import { parseQuery } from "../http/parse.js";
import { notFound } from "../http/problems.js";
import type { Product, RatedProduct } from "../models/product.js";
import type { ProductRepository } from "../repositories/product-repository.js";
import type { ReviewRepository } from "../repositories/review-repository.js";
import { productListQuery } from "../schemas/product.js";

export function productEndpoints(products: ProductRepository, reviews: ReviewRepository): Hono {
  return new Hono()
    .get("/products", (context) => {
      const { category } = parseQuery(context, productListQuery);
      return context.json({ products: rated(products.list(category), reviews) });
    })
    .get("/products/:productId", (context) => {
      const product = products.find(context.req.param("productId"));
      if (!product) throw notFound("Product");
      return context.json(rated([product], reviews)[0]);
    });
}

function rated(products: Product[], reviews: ReviewRepository): RatedProduct[] {
  const summaries = reviews.summaries(products.map((product) => product.id));
  return products.map((product) => ({ ...product, rating: summaries.get(product.id) }));
}
