import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { vi } from "vitest";
import type { Product } from "../src/api/products";
import type { Review } from "../src/api/reviews";
import { CartProvider } from "../src/hooks/use-cart";

export const mug: Product = {
  id: "enamel-mug",
  name: "Enamel mug",
  description: "Survives the campfire.",
  category: "kitchen",
  priceCents: 1450,
  stock: 40,
};

export const hook: Product = { ...mug, id: "brass-hook", name: "Brass hook", priceCents: 950 };

export const praise: Review = {
  id: "r1",
  productId: "enamel-mug",
  author: "Ada",
  rating: 5,
  title: "Survived the rain",
  body: "Three weeks outdoors and not a single scratch.",
  verified: true,
  helpfulCount: 2,
  createdAt: "2025-03-01T09:00:00.000Z",
};

interface Answer {
  status?: number;
  body: unknown;
}

/** Answers requests by "METHOD /path"; whatever it does not know is a 404. */
export function stubBackend(answers: Record<string, Answer>) {
  const backend = vi.fn<(path: string, init?: RequestInit) => Promise<Response>>(
    async (path, init) => {
      const answer = answers[`${init?.method ?? "GET"} ${path}`] ?? {
        status: 404,
        body: { message: "Not found", fields: [] },
      };
      return new Response(JSON.stringify(answer.body), { status: answer.status ?? 200 });
    },
  );
  vi.stubGlobal("fetch", backend);
  return backend;
}

export function renderInShop(page: ReactNode) {
  return render(<CartProvider>{page}</CartProvider>);
}
