import { type Database, execute, selectAll, selectOne } from "../db/connection.js";
import type { Order } from "../models/order.js";

interface OrderRow {
  id: string;
  email: string;
  total_cents: number;
  created_at: string;
}

interface LineRow {
  product_id: string;
  quantity: number;
  unit_price_cents: number;
}

export class OrderRepository {
  constructor(private readonly database: Database) {}

  insert(order: Order): void {
    execute(
      this.database,
      "INSERT INTO orders (id, email, total_cents, created_at) VALUES (?, ?, ?, ?)",
      [order.id, order.email, order.totalCents, order.createdAt],
    );
    for (const line of order.lines) {
      execute(
        this.database,
        `INSERT INTO order_lines (order_id, product_id, quantity, unit_price_cents)
         VALUES (?, ?, ?, ?)`,
        [order.id, line.productId, line.quantity, line.unitPriceCents],
      );
    }
  }

  find(id: string): Order | null {
    const row = selectOne<OrderRow>(this.database, "SELECT * FROM orders WHERE id = ?", [id]);
    if (!row) return null;
    const lines = selectAll<LineRow>(
      this.database,
      "SELECT * FROM order_lines WHERE order_id = ? ORDER BY product_id",
      [id],
    );
    return {
      id: row.id,
      email: row.email,
      totalCents: row.total_cents,
      createdAt: row.created_at,
      lines: lines.map((line) => ({
        productId: line.product_id,
        quantity: line.quantity,
        unitPriceCents: line.unit_price_cents,
      })),
    };
  }

  /** Whether this customer's order has a line with the product. */
  contains(orderId: string, email: string, productId: string): boolean {
    const row = selectOne(
      this.database,
      `SELECT 1 FROM orders JOIN order_lines ON order_lines.order_id = orders.id
       WHERE orders.id = ? AND orders.email = ? AND order_lines.product_id = ?`,
      [orderId, email, productId],
    );
    return row !== null;
  }
}
