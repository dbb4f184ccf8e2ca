import { Layout } from "./components/Layout";
import { CartProvider } from "./hooks/use-cart";
import { useRoute } from "./hooks/use-route";
import { CartPage } from "./pages/CartPage";
import { ProductListPage } from "./pages/ProductListPage";
import { ProductPage } from "./pages/ProductPage";

export function App() {
  const route = useRoute();
  return (
    <CartProvider>
      <Layout>
        {route.page === "products" && <ProductListPage />}
        {route.page === "product" && <ProductPage key={route.id} productId={route.id} />}
        {route.page === "cart" && <CartPage />}
      </Layout>
    </CartProvider>
  );
}
