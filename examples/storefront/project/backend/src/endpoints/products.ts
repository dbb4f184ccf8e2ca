import { Hono } from "hono";
import { parseQuery } from "../http/parse.js";
import { notFound } from "../http/problems.js";
import type { ProductRepository } from "../repositories/product-repository.js";
import { productListQuery } from "../schemas/product.js";

export function productEndpoints(products: ProductRepository): Hono {
  return new Hono()
    .get("/products", (context) => {
      const { category } = parseQuery(context, productListQuery);
      return context.json({ products: products.list(category) });
    })
    .get("/products/:productId", (context) => {
      const product = products.find(context.req.param("productId"));
      if (!product) throw notFound("Product");
      return context.json(product);
    });
}
