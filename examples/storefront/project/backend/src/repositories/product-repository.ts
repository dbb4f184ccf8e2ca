import { type Database, execute, selectAll, selectOne } from "../db/connection.js";
import type { Product } from "../models/product.js";

interface ProductRow {
  id: string;
  name: string;
  description: string;
  category: string;
  price_cents: number;
  stock: number;
}

export class ProductRepository {
  constructor(private readonly database: Database) {}

  list(category?: string): Product[] {
    const rows = category
      ? selectAll<ProductRow>(
          this.database,
          "SELECT * FROM products WHERE category = ? ORDER BY name",
          [category],
        )
      : selectAll<ProductRow>(this.database, "SELECT * FROM products ORDER BY name");
    return rows.map(toProduct);
  }

  find(id: string): Product | null {
    const row = selectOne<ProductRow>(this.database, "SELECT * FROM products WHERE id = ?", [id]);
    return row && toProduct(row);
  }

  /** Takes stock for a sale; false when there is not enough of it. */
  takeStock(id: string, quantity: number): boolean {
    const changed = execute(
      this.database,
      "UPDATE products SET stock = stock - ? WHERE id = ? AND stock >= ?",
      [quantity, id, quantity],
    );
    return changed === 1;
  }
}

function toProduct(row: ProductRow): Product {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    category: row.category,
    priceCents: row.price_cents,
    stock: row.stock,
  };
}
