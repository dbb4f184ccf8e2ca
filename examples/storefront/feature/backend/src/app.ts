import { Hono } from "hono";
import type { Database } from "./db/connection.js";
import { orderEndpoints } from "./endpoints/orders.js";
import { productEndpoints } from "./endpoints/products.js";
import { reviewEndpoints } from "./endpoints/reviews.js";
import { notFound, respondWithProblem } from "./http/problems.js";
import { OrderRepository } from "./repositories/order-repository.js";
import { ProductRepository } from "./repositories/product-repository.js";
import { ReviewRepository } from "./repositories/review-repository.js";

interface Options {
  database: Database;
  now?: () => Date;
}

export function createApp({ database, now = () => new Date() }: Options): Hono {
  const products = new ProductRepository(database);
  const orders = new OrderRepository(database);
  const reviews = new ReviewRepository(database);

  const app = new Hono();
  app.onError(respondWithProblem);
  app.notFound((context) => respondWithProblem(notFound("Page"), context));
  app.get("/api/health", (context) => context.json({ status: "ok" }));
  app.route("/api", productEndpoints(products, reviews));
  app.route("/api", orderEndpoints({ database, now, products, orders }));
  app.route("/api", reviewEndpoints({ now, products, orders, reviews }));
  return app;
}
