import { useCallback } from "react";
import { getProduct } from "../api/products";
import { Notice } from "../components/Notice";
import { ReviewSection } from "../components/ReviewSection";
import { useCart } from "../hooks/use-cart";
import { useLoaded } from "../hooks/use-loaded";
import { formatCents } from "../lib/money";

export function ProductPage({ productId }: { productId: string }) {
  const cart = useCart();
  const product = useLoaded(useCallback(() => getProduct(productId), [productId]));

  if (product.status === "loading") return <Notice kind="info">Loading product …</Notice>;
  if (product.status === "failed") return <Notice kind="error">{product.message}</Notice>;

  const { name, description, priceCents, stock } = product.data;
  return (
    <article>
      <h1>{name}</h1>
      <p>{description}</p>
      <p className="price">{formatCents(priceCents)}</p>
      <button type="button" disabled={stock === 0} onClick={() => cart.add(product.data)}>
        {stock === 0 ? "Sold out" : "Add to cart"}
      </button>
      <ReviewSection productId={productId} />
    </article>
  );
}
