import { useCallback } from "react";
import { listProducts } from "../api/products";
import { Notice } from "../components/Notice";
import { ProductCard } from "../components/ProductCard";
import { useLoaded } from "../hooks/use-loaded";

export function ProductListPage() {
  const products = useLoaded(useCallback(() => listProducts(), []));

  if (products.status === "loading") return <Notice kind="info">Loading products …</Notice>;
  if (products.status === "failed") return <Notice kind="error">{products.message}</Notice>;
  return (
    <>
      <h1>Products</h1>
      <ul className="cards">
        {products.data.map((product) => (
          <ProductCard key={product.id} product={product} />
        ))}
      </ul>
    </>
  );
}
