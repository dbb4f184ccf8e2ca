import { type FormEvent, useState } from "react";
import { type Order, placeOrder } from "../api/orders";
import { Notice } from "../components/Notice";
import { useCart } from "../hooks/use-cart";
import { messageOf } from "../lib/errors";
import { formatCents } from "../lib/money";

export function CartPage() {
  const cart = useCart();
  const [email, setEmail] = useState("");
  const [order, setOrder] = useState<Order | null>(null);
  const [error, setError] = useState<string | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setError(null);
    try {
      const lines = cart.lines.map(({ product, quantity }) => ({
        productId: product.id,
        quantity,
      }));
      setOrder(await placeOrder({ email, lines }));
      cart.clear();
    } catch (failure) {
      setError(messageOf(failure));
    }
  }

  if (order) return <Notice kind="info">Thank you! Your order number is {order.id}.</Notice>;
  if (cart.lines.length === 0) return <Notice kind="info">Your cart is empty.</Notice>;
  return (
    <>
      <h1>Cart</h1>
      <ul>
        {cart.lines.map(({ product, quantity }) => (
          <li key={product.id}>
            {quantity} × {product.name}{" "}
            <button type="button" onClick={() => cart.remove(product.id)}>
              Remove {product.name}
            </button>
          </li>
        ))}
      </ul>
      <p>Total {formatCents(cart.totalCents)}</p>
      <form className="form" onSubmit={submit}>
        <label>
          Email
          <input
            type="email"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </label>
        <button type="submit">Place order</button>
        {error && <Notice kind="error">{error}</Notice>}
      </form>
    </>
  );
}
