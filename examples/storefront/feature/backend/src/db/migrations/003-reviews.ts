export const reviews = {
  name: "003-reviews",
  sql: `
    CREATE TABLE reviews (
      id TEXT PRIMARY KEY,
      product_id TEXT NOT NULL REFERENCES products (id),
      email TEXT NOT NULL,
      author TEXT NOT NULL,
      rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5),
      title TEXT NOT NULL,
      body TEXT NOT NULL,
      verified INTEGER NOT NULL CHECK (verified IN (0, 1)),
      helpful_count INTEGER NOT NULL DEFAULT 0 CHECK (helpful_count >= 0),
      created_at TEXT NOT NULL,
      UNIQUE (product_id, email)
    );
    CREATE INDEX reviews_newest ON reviews (product_id, created_at DESC);
  `,
};
