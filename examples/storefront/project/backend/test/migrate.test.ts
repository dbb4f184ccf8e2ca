import { describe, expect, it } from "vitest";
import { openDatabase } from "../src/db/connection.js";
import { migrate } from "../src/db/migrate.js";

describe("migrations", () => {
  it("run once, in order", () => {
    const database = openDatabase();
    expect(migrate(database).slice(0, 2)).toEqual(["001-products", "002-orders"]);
    expect(migrate(database)).toEqual([]);
  });
});
