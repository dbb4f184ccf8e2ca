import { products } from "./001-products.js";
import { orders } from "./002-orders.js";
import { reviews } from "./003-reviews.js";

export interface Migration {
  name: string;
  sql: string;
}

/** In the order they run. Shipped migrations are never edited or reordered. */
export const migrations: Migration[] = [products, orders, reviews];
