import { get } from "./client";
import type { components } from "./types";

export type Product = components["schemas"]["Product"];

export async function listProducts(category?: string): Promise<Product[]> {
  const query = category ? `?category=${encodeURIComponent(category)}` : "";
  return (await get<{ products: Product[] }>(`/products${query}`)).products;
}

export function getProduct(id: string): Promise<Product> {
  return get<Product>(`/products/${encodeURIComponent(id)}`);
}
