import type { Product } from "../api/products";
import { formatCents } from "../lib/money";
import { RatingSummary } from "./RatingSummary";

export function ProductCard({ product }: { product: Product }) {
  return (
    <li className="card">
      <h2>
        <a href={`#/products/${encodeURIComponent(product.id)}`}>{product.name}</a>
      </h2>
      <p>{formatCents(product.priceCents)}</p>
      {product.rating && <RatingSummary rating={product.rating} />}
      {product.stock === 0 && <p className="muted">Sold out</p>}
    </li>
  );
}
