import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { type Database, inTransaction } from "../db/connection.js";
import { parseBody } from "../http/parse.js";
import { HttpProblem, notFound } from "../http/problems.js";
import type { Order } from "../models/order.js";
import type { OrderRepository } from "../repositories/order-repository.js";
import type { ProductRepository } from "../repositories/product-repository.js";
import { type NewOrder, newOrder } from "../schemas/order.js";

interface Shop {
  database: Database;
  now: () => Date;
  products: ProductRepository;
  orders: OrderRepository;
}

export function orderEndpoints(shop: Shop): Hono {
  return new Hono()
    .post("/orders", async (context) => {
      const input = await parseBody(context, newOrder);
      const order = inTransaction(shop.database, () => placeOrder(shop, input));
      return context.json(order, 201);
    })
    .get("/orders/:orderId", (context) => {
      const order = shop.orders.find(context.req.param("orderId"));
      if (!order) throw notFound("Order");
      return context.json(order);
    });
}

function placeOrder(shop: Shop, input: NewOrder): Order {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of input.lines) {
    quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  }
  const lines = [...quantities].map(([productId, quantity]) => {
    const product = shop.products.find(productId);
    if (!product) throw notFound("Product");
    if (!shop.products.takeStock(productId, quantity)) {
      throw new HttpProblem(409, `Not enough of ${product.name} in stock`);
    }
    return { productId, quantity, unitPriceCents: product.priceCents };
  });
  const order: Order = {
    id: randomUUID(),
    email: input.email,
    lines,
    totalCents: lines.reduce((sum, line) => sum + line.quantity * line.unitPriceCents, 0),
    createdAt: shop.now().toISOString(),
  };
  shop.orders.insert(order);
  return order;
}
