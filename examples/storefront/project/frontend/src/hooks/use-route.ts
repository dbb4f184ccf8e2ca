import { useSyncExternalStore } from "react";

export type Route = { page: "products" } | { page: "product"; id: string } | { page: "cart" };

export function parseRoute(hash: string): Route {
  const [page, id] = hash.replace(/^#\/?/, "").split("/");
  if (page === "products" && id) return { page: "product", id: decodeURIComponent(id) };
  if (page === "cart") return { page: "cart" };
  return { page: "products" };
}

function subscribe(notify: () => void): () => void {
  window.addEventListener("hashchange", notify);
  return () => window.removeEventListener("hashchange", notify);
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => window.location.hash));
}
