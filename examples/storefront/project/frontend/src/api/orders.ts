import { post } from "./client";
import type { components } from "./types";

export type Order = components["schemas"]["Order"];
export type NewOrder = components["schemas"]["NewOrder"];

export function placeOrder(order: NewOrder): Promise<Order> {
  return post<Order>("/orders", order);
}
