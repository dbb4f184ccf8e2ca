import type { Product } from "../api/products";
import { formatCents } from "../lib/money";

export function ProductCard({ product }: { product: Product }) {
  return (
    <li className="card">
      <h2>
        <a href={`#/products/${encodeURIComponent(product.id)}`}>{product.name}</a>
      </h2>
      <p>{formatCents(product.priceCents)}</p>
      {product.stock === 0 && <p className="muted">Sold out</p>}
    </li>
  );
}
