import { serve } from "@hono/node-server";
import { createApp } from "./app.js";
import { openDatabase } from "./db/connection.js";
import { migrate } from "./db/migrate.js";
import { seed } from "./db/seed.js";

const database = openDatabase(process.env["DATABASE"] ?? "storefront.sqlite");
migrate(database);
seed(database);

const port = Number(process.env["PORT"] ?? 3000);
serve({ fetch: createApp({ database }).fetch, port }, () => {
  console.log(`storefront listens on http://localhost:${port}`);
});
