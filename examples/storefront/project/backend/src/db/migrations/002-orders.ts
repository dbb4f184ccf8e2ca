export const orders = {
  name: "002-orders",
  sql: `
    CREATE TABLE orders (
      id TEXT PRIMARY KEY,
      email TEXT NOT NULL,
      total_cents INTEGER NOT NULL CHECK (total_cents >= 0),
      created_at TEXT NOT NULL
    );
    CREATE TABLE order_lines (
      order_id TEXT NOT NULL REFERENCES orders (id),
      product_id TEXT NOT NULL REFERENCES products (id),
      quantity INTEGER NOT NULL CHECK (quantity > 0),
      unit_price_cents INTEGER NOT NULL,
      PRIMARY KEY (order_id, product_id)
    );
  `,
};
