import type { RatingSummary } from "./rating.js";

export interface Product {
  id: string;
  name: string;
  description: string;
  category: string;
  priceCents: number;
  stock: number;
}

export interface RatedProduct extends Product {
  /** Absent as long as nobody has reviewed the product. */
  rating?: RatingSummary;
}
