import { createApp } from "../src/app.js";
import { openDatabase } from "../src/db/connection.js";
import { migrate } from "../src/db/migrate.js";
import { seed } from "../src/db/seed.js";

export const praise = {
  author: "Ada",
  email: "ada@example.com",
  rating: 5,
  title: "Survived the rain",
  body: "Three weeks outdoors and not a single scratch.",
};

/** A shop in memory with the sample products, at a fixed time. */
export function openShop(now = () => new Date("2025-03-01T09:00:00Z")) {
  const database = openDatabase();
  migrate(database);
  seed(database);
  const app = createApp({ database, now });

  async function read(response: Response | Promise<Response>) {
    const answer = await response;
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  }

  return {
    app,
    database,
    get: (path: string) => read(app.request(path)),
    post: (path: string, body: unknown) =>
      read(
        app.request(path, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
      ),
  };
}
