export interface OrderLine {
  productId: string;
  quantity: number;
  unitPriceCents: number;
}

export interface Order {
  id: string;
  email: string;
  lines: OrderLine[];
  totalCents: number;
  createdAt: string;
}
