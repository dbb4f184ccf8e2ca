import { type Database, execute, selectOne } from "./connection.js";

const sampleProducts = [
  ["enamel-mug", "Enamel mug", "Holds 350 ml and survives the campfire.", "kitchen", 1450, 40],
  ["linen-apron", "Linen apron", "Stone-washed linen with two deep pockets.", "kitchen", 4200, 12],
  ["oak-board", "Oak board", "Cutting board from one piece of oak.", "kitchen", 3600, 8],
  ["wool-blanket", "Wool blanket", "Woven from undyed wool, 130 by 200 cm.", "home", 8900, 5],
  ["brass-hook", "Brass hook", "Solid brass, with two screws.", "home", 950, 120],
] as const;

/** Fills an empty shop with sample products; leaves a shop that has products alone. */
export function seed(database: Database): void {
  const row = selectOne<{ count: number }>(database, "SELECT COUNT(*) AS count FROM products");
  if (row && row.count > 0) return;
  for (const product of sampleProducts) {
    execute(
      database,
      `INSERT INTO products (id, name, description, category, price_cents, stock)
       VALUES (?, ?, ?, ?, ?, ?)`,
      [...product],
    );
  }
}
