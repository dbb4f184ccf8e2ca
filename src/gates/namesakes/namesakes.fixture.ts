import type { Files } from "../../../test/support/project.ts";
import type { TextCase } from "../references/references.fixture.ts";

export const shop: Files = {
  "backend/src/models/order.ts": "export interface Order {\n  id: string;\n}\n",
  "backend/src/models/customer.ts": "export class Customer {}\n",
  "backend/src/repositories/order-repository.ts": "export class OrderRepository {\n  insert() {}\n}\n",
  "backend/src/services/pricing-service.ts": "export class PricingService {}\n",
  "backend/src/db/migrations/001-orders.ts":
    'export const orders = { sql: "CREATE TABLE orders (id text)" };\nexport const lines = "CREATE TABLE IF NOT EXISTS order_lines (id text)";\n',
  "backend/src/endpoints/orders.ts":
    'export const routes = app\n  .get("/orders/:orderId", f)\n  .post("/orders", f);\n',
  "backend/schema.prisma": "model Invoice {\n  id String @id\n}\n",
  "backend/app.py": '@app.get("/api/reports/{report_id}")\ndef report(): ...\n\nclass Shipment:\n    pass\n',
  "frontend/src/components/ProductCard.tsx": "export function ProductCard() {}\n",
  "frontend/src/pages/ProductPage.tsx": "export const ProductPage = () => null;\n",
  "frontend/src/hooks/use-loaded.ts": "export function useLoaded() {}\n",
  "frontend/src/components/Basket.vue": "<template></template>\n",
  "backend/test/review.test.ts": "class Review {}\n",
  "node_modules/x/rating.js": "class Rating {}\n",
};

const honest: Record<string, string> = {
  "nothing new": "Orders are listed by date.",
  "something that has no namesake":
    "A new table `reviews` holds them. A new component `RatingStars` shows stars.",
  "a namesake that the plan names by path":
    "A new model `Orders` for archives; `backend/src/models/order.ts:1` holds only open ones.",
  "a namesake that the plan names by the end of its path":
    "A new table `order`. The one in `migrations/001-orders.ts` is for sales.",
  "a namesake that the plan names":
    "A new service `PriceService`, because `PricingService` knows no discounts.",
  "a namesake under Existing patterns":
    "## Data\n\nNew table `order_line`.\n\n## Existing patterns\n\n- Lines: `backend/src/db/migrations/001-orders.ts:2`.\n",
  "the existing thing itself": "The `Order` model gains a field. The existing `orders` table stays.",
  "a new instance": "A new `Order` is stored; for each new Order a mail is sent.",
  "a thing of another layer": "A new service `OrderService` decides; a new page `OrderPage` shows.",
  "a name with another meaning": "A new table `ordering_rules` and a new model `Customs`.",
  "another word": "A new model `Reorder`, a new component `Pricer`.",
  "names told apart by a number": "A new table `orders2`.",
  "no new one": "No new `Order` model is needed, and no new table `orders`.",
  "a name that only tests use": "A new model `Review`.",
  "a name that only dependencies use": "A new model `Rating`.",
  "a new endpoint": "New: `POST /api/orders/{orderId}/reviews` and `DELETE /api/orders/{orderId}`.",
  "an endpoint that stays": "`GET /api/orders/{orderId}` stays as today, with a new field.",
  "an endpoint that the plan speaks of":
    "New `POST /api/v2/orders`, since `backend/src/endpoints/orders.ts:3` has to stay.",
  "a new file": "A new file `backend/src/models/review.ts`.",
  "a new file of the same name in another folder": "A new file `backend/src/schemas/order.ts`.",
  "a new file beside one of a like name": "A new file `backend/src/models/order-line.ts`.",
  "a table of components":
    "| component | new or existing | shows |\n|---|---|---|\n| Review form | new | fields |\n| Product card | existing, `frontend/src/components/ProductCard.tsx:1` | rating |",
  "a changed row": "| table | state |\n|---|---|\n| orders | gains a column |",
  "a sentence about news": "The new order of sorting is by date. New customers see the page first.",
};

const taken: Record<string, [text: string, rule?: string]> = {
  "the same model": ["A new model `Order` holds them."],
  "the same model in the plural": ["A new model `Orders` holds them."],
  "the same model with an ending": ["A new class `OrderModel` holds them."],
  "the same name without inline code": ["The backend gets a new OrderEntity model."],
  "the same table": ["One new table `orders`."],
  "the same table in the singular": ["One new table `order`."],
  "the same table in another way of writing": ["A new table `OrderLines`."],
  "a slip of the pen": ["A new model `Custommer`."],
  "two letters exchanged": ["A new model `Costumer`."],
  "a model of Prisma": ["A new table `invoices`."],
  "a class of Python": ["A new model `Shipments`."],
  "a component": ["A new component `ProductCards`."],
  "a component with an ending": ["A new component `ProductCardComponent`."],
  "a page": ["A new page `ProductsPage`."],
  "a component of Vue": ["A new component `Baskets`."],
  "a hook": ["A new hook `useLoad` and a new hook `use_loaded`."],
  "a service by another word": ["A new service `PricingManager`."],
  "a repository by another word": ["A new class `OrderStore` keeps them."],
  "new, said after the name": ["- `OrderModel` (new): the archive."],
  "new, said of several": ["New tables `reviews`, `votes` and `order_line`."],
  added: ["The backend adds a model `Orders`."],
  "in a heading": ["### New table `order`\n\nFields."],
  "in a row of a table": [
    "## Components\n\n| component | new or existing |\n|---|---|\n| Product cards | new |",
  ],
  "an endpoint": ["A new endpoint `GET /api/orders/{id}`.", "endpoint-namesake"],
  "an endpoint in another number": ["A new endpoint `POST /api/order`.", "endpoint-namesake"],
  "an endpoint of Python": ["The new operation is GET /api/report/{id}.", "endpoint-namesake"],
  "an endpoint in a row": [
    "| operation | state |\n|---|---|\n| `POST /api/orders` | new |",
    "endpoint-namesake",
  ],
  "a file": ["A new file `backend/src/models/orders.ts`.", "file-namesake"],
  "a file in another way of writing": [
    "It adds `frontend/src/components/product-card.tsx`.",
    "file-namesake",
  ],
};

export const namesakeCases: TextCase[] = [
  ...Object.entries(honest).map(([name, artifact]): TextCase => ({
    name,
    artifact,
    files: shop,
    expect: "honest",
  })),
  ...Object.entries(taken).map(([name, [artifact, rule = "thing-namesake"]]): TextCase => ({
    name,
    artifact,
    files: shop,
    expect: [rule],
  })),
];
