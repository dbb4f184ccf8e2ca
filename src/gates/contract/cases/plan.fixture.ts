import { type Case, changed, operation, planOf } from "./shop.fixture.ts";

const reviews = changed((api) => {
  api.paths["/api/products/{productId}/reviews"] = {
    get: operation({ 200: { description: "Reviews" }, 404: { description: "No product" } }),
    post: operation({
      201: { description: "Stored" },
      400: { description: "Refused" },
      404: { description: "No product" },
    }),
  };
});
const get = "| GET /api/products/{productId}/reviews | reviews | 404 |";
const post = "| POST /api/products/{productId}/reviews | the review | 400; 404 |";

export const planCases: Case[] = [
  { name: "the plan names what is described", files: reviews, plan: planOf(get, post), expect: "honest" },
  {
    name: "the plan writes variables and methods in its own way",
    files: reviews,
    plan: planOf("| **GET**, `POST` `/api/products/:id/reviews/` | reviews | `404` |"),
    expect: "honest",
  },
  {
    name: "method and path have a column each",
    files: reviews,
    plan: [
      "## API operations",
      "",
      "| Method | Path | Errors |",
      "| :--- | :---: | ---: |",
      "| get | /api/products/{id}/reviews | 404 unknown product |",
      "| post | /api/products/{id}/reviews | 400 |",
    ].join("\n"),
    expect: "honest",
  },
  {
    name: "the plan leaves out the prefix that all paths have",
    files: reviews,
    plan: planOf(
      "| GET /products/{id}/reviews | reviews | 404 |",
      "| POST /products/{id}/reviews | one | 400 |",
    ),
    expect: "honest",
  },
  {
    name: "rows about events, commands and jobs are left alone",
    plan: planOf(
      "| order.placed event | sent once | none |",
      "| `npm run clean` | removes old carts | exit 1 |",
      "| nightly job | 500 rows | retried |",
    ),
    expect: "honest",
  },
  {
    name: "numbers that are no statuses",
    files: reviews,
    plan: planOf(
      "| GET /api/products/{id}/reviews | at most 500 reviews, 404 | 404; never 409 |",
      "| POST /api/products/{id}/reviews | text of up to 500 characters | 400 when longer than 500 |",
    ),
    expect: "honest",
  },
  {
    name: "a row about an operation as it is today, with words behind it",
    plan: planOf("| GET /api/products, one product | as today, plus rating | as today |"),
    expect: "honest",
  },
  {
    name: "a status is declared by default",
    files: changed((api) => (api.paths["/api/orders"].post.responses.default = { description: "Else" })),
    plan: planOf("| POST /api/orders | the order | 409; 422 |"),
    expect: "honest",
  },
  {
    name: "an operation that only the words of the plan name",
    files: reviews,
    plan: `${planOf(get)}\nReviews are written with POST /api/products/{productId}/reviews.\n`,
    expect: "honest",
  },
  {
    name: "an operation that the issue names",
    files: reviews,
    plan: planOf(get),
    issue: "# Reviews\n\nAdd `POST /api/products/{id}/reviews`.\n",
    expect: "honest",
  },
  {
    name: "a plan of a small team without operations",
    files: reviews,
    planAs: "plan",
    plan: "# Plan\n\n## Changes\n\n| Where | What |\n| --- | --- |\n| backend | reviews |\n",
    expect: "honest",
  },
  {
    name: "a table of what is not built",
    plan: `${planOf("| GET /api/products | as today | 400 |")}\n| POST /api/batches | not now |\n| --- | --- |\n`,
    expect: "honest",
  },
  {
    name: "an operation that the plan removes, with the issue's word",
    files: changed((api) => delete api.paths["/api/orders"]),
    issue: "# Orders\n\n- Allowed: breaking change of `POST /api/orders`\n",
    plan: planOf("| POST /api/orders | removed | none |"),
    expect: "honest",
  },
  {
    name: "a planned operation is not described",
    files: reviews,
    plan: planOf(get, post, "| DELETE /api/reviews/{reviewId} | gone | 404 |"),
    expect: [
      "DELETE /api/reviews/{reviewId}: the plan names it, and the description does not have it (nothing has this path)",
    ],
  },
  {
    name: "a planned operation has another method",
    files: reviews,
    plan: planOf(get, post, "| PUT /api/products/{id}/reviews | replaced | 404 |"),
    expect: [
      "PUT /api/products/{id}/reviews: the plan names it, and the description does not have it (there is only GET, POST)",
    ],
  },
  {
    name: "a planned operation is hidden behind a variable",
    files: reviews,
    plan: planOf(get, post, "| GET /api/products/popular | the best | none |"),
    expect: ["GET /api/products/popular: the plan names it"],
  },
  {
    name: "a planned status is not declared",
    files: reviews,
    plan: planOf(
      get,
      "| POST /api/products/{productId}/reviews | the review | 400; 404; 409 for a second one |",
    ),
    expect: ["POST /api/products/{productId}/reviews, answer 409: the plan promises this status"],
  },
  {
    name: "a planned status is not declared, among the results",
    files: reviews,
    plan: planOf(get, "| POST /api/products/{productId}/reviews | 201 with the review; 400; 429 | |"),
    expect: ["answer 429: the plan promises this status"],
  },
  {
    name: "an operation that nobody planned",
    files: reviews,
    plan: planOf(get),
    expect: ["POST /api/products/{productId}/reviews: it is new, and no row of the plan names it"],
  },
  {
    name: "an operation that nobody planned, in the plan of a small team",
    files: reviews,
    planAs: "plan",
    plan: planOf(get),
    expect: ["POST /api/products/{productId}/reviews: it is new, and no row of the plan names it"],
  },
  {
    name: "a plan without operations, where a plan must have them",
    files: reviews,
    plan: "# Plan\n\n## Operations\n\nNone.\n",
    expect: [
      "GET /api/products/{productId}/reviews: it is new",
      "POST /api/products/{productId}/reviews: it is new",
    ],
  },
  {
    name: "a planned operation of a description that stayed as it was",
    files: { "backend/app.js": "export const app = 2;\n" },
    plan: planOf("| GET /api/reviews | reviews | none |"),
    expect: [`GET /api/reviews: the plan names it`],
  },
];
