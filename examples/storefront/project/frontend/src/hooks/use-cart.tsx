import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import type { Product } from "../api/products";

export interface CartLine {
  product: Product;
  quantity: number;
}

interface Cart {
  lines: CartLine[];
  totalCents: number;
  add: (product: Product) => void;
  remove: (productId: string) => void;
  clear: () => void;
}

const CartContext = createContext<Cart | null>(null);

function withOneMore(lines: CartLine[], product: Product): CartLine[] {
  const known = lines.some((line) => line.product.id === product.id);
  if (!known) return [...lines, { product, quantity: 1 }];
  return lines.map((line) =>
    line.product.id === product.id ? { ...line, quantity: line.quantity + 1 } : line,
  );
}

export function CartProvider({ children }: { children: ReactNode }) {
  const [lines, setLines] = useState<CartLine[]>([]);
  const cart = useMemo<Cart>(
    () => ({
      lines,
      totalCents: lines.reduce((sum, line) => sum + line.quantity * line.product.priceCents, 0),
      add: (product) => setLines((before) => withOneMore(before, product)),
      remove: (productId) =>
        setLines((before) => before.filter((line) => line.product.id !== productId)),
      clear: () => setLines([]),
    }),
    [lines],
  );
  return <CartContext.Provider value={cart}>{children}</CartContext.Provider>;
}

export function useCart(): Cart {
  const cart = useContext(CartContext);
  if (!cart) throw new Error("useCart needs a CartProvider above it");
  return cart;
}
