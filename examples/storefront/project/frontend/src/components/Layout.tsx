import type { ReactNode } from "react";
import { useCart } from "../hooks/use-cart";

export function Layout({ children }: { children: ReactNode }) {
  const count = useCart().lines.reduce((sum, line) => sum + line.quantity, 0);
  return (
    <>
      <header className="header">
        <a href="#/">storefront</a>
        <nav aria-label="Main">
          <a href="#/cart">Cart ({count})</a>
        </nav>
      </header>
      <main className="main">{children}</main>
    </>
  );
}
