import { stringify } from "yaml";
import { swagger } from "./breaking.fixture.ts";
import { api, type Case, changed, file, type Loose, operation } from "./shop.fixture.ts";

/** Everything backwards, at any depth. */
function reversed(value: Loose): Loose {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, each]) => [key, reversed(each)]),
  );
}

/** Changes of the description that no client feels. */
export const compatibleCases: Case[] = [
  { name: "nothing changes", expect: "honest" },
  {
    name: "an answer gets a field",
    files: changed((doc) => (doc.components.schemas.Product.properties.rating = { type: "number" })),
    expect: "honest",
  },
  {
    name: "a request gets an optional field",
    files: changed((doc) => (doc.components.schemas.NewOrder.properties.email = { type: "string" })),
    expect: "honest",
  },
  {
    name: "an operation gets an optional parameter",
    files: changed((doc) =>
      doc.paths["/api/products"].get.parameters.push({
        name: "page",
        in: "query",
        schema: { type: "integer" },
      }),
    ),
    expect: "honest",
  },
  {
    name: "keys come in another order",
    files: { [file]: JSON.stringify(reversed(JSON.parse(api()))) },
    expect: "honest",
  },
  {
    name: "the document is written as YAML",
    contract: { file: "backend/openapi.yaml" },
    base: { "backend/openapi.yaml": stringify(JSON.parse(api())) },
    files: { "backend/openapi.yaml": `# the shop\n${stringify(reversed(JSON.parse(api())))}` },
    expect: "honest",
  },
  {
    name: "a variable of a path is renamed",
    files: changed((doc) => {
      const item = doc.paths["/api/products/{productId}"];
      for (const each of [item.get, item.delete]) each.parameters[0].name = "id";
      doc.paths["/api/products/{id}"] = item;
      delete doc.paths["/api/products/{productId}"];
    }),
    expect: "honest",
  },
  {
    name: "a schema moves behind a reference",
    files: changed((doc) => {
      const { content } = doc.paths["/api/products"].get.responses["200"];
      doc.components.schemas.ProductList = content["application/json"].schema;
      content["application/json"].schema = { $ref: "#/components/schemas/ProductList" };
    }),
    expect: "honest",
  },
  {
    name: "a reference is written out",
    files: changed((doc) => {
      doc.paths["/api/orders"].post.requestBody.content["application/json"].schema =
        doc.components.schemas.NewOrder;
    }),
    expect: "honest",
  },
  {
    name: "a schema is called otherwise",
    files: {
      [file]: api().replaceAll("NewOrder", "OrderRequest"),
    },
    expect: "honest",
  },
  {
    name: "answers and parameters move behind references",
    files: changed((doc) => {
      const { get } = doc.paths["/api/products/{productId}"];
      doc.components.parameters = { ProductId: get.parameters[0] };
      doc.components.responses = { NotFound: get.responses["404"] };
      get.parameters = [{ $ref: "#/components/parameters/ProductId" }];
      get.responses["404"] = { $ref: "#/components/responses/NotFound" };
    }),
    expect: "honest",
  },
  {
    name: "a schema is put together by allOf",
    files: changed((doc) => {
      const { schemas } = doc.components;
      const { id, ...rest } = schemas.Product.properties;
      schemas.Thing = { type: "object", required: ["id"], properties: { id } };
      schemas.Product = {
        allOf: [
          { $ref: "#/components/schemas/Thing" },
          { type: "object", required: ["name", "price", "state"], properties: rest },
        ],
      };
    }),
    expect: "honest",
  },
  {
    name: "words change",
    files: changed((doc) => {
      doc.info.version = "2.0.0";
      doc.paths["/api/orders"].post.summary = "Place an order";
      doc.paths["/api/orders"].post.responses["409"].description = "Sold out";
      doc.components.schemas.Product.properties.price.description = "In cents";
      doc.components.schemas.Product.example = { id: "p1" };
      doc.paths["/api/orders"].post.tags = ["orders"];
    }),
    expect: "honest",
  },
  {
    name: "an answer promises more: an optional field is always there",
    files: changed((doc) => doc.components.schemas.Product.required.push("note")),
    expect: "honest",
  },
  {
    name: "an answer promises more: any number becomes a whole one",
    files: changed((doc) => (doc.components.schemas.Order.properties.total = { type: "integer" })),
    expect: "honest",
  },
  {
    name: "a request asks for less",
    files: changed((doc) => {
      doc.components.schemas.NewProduct.required = ["name"];
      doc.components.schemas.NewProduct.properties.price = { type: "number" };
      doc.components.schemas.NewProduct.properties.state.enum.push("broken");
      doc.components.schemas.NewProduct.properties.note = { type: ["string", "null"] };
      doc.paths["/api/products"].get.parameters[0].schema.enum = ["name", "price", "age"];
    }),
    expect: "honest",
  },
  {
    name: "a request takes any value where it took some",
    files: changed((doc) => delete doc.paths["/api/products"].get.parameters[0].schema.enum),
    expect: "honest",
  },
  {
    name: "a new status is declared, and a default",
    files: changed((doc) => {
      doc.paths["/api/orders"].post.responses["422"] = { description: "No" };
      doc.paths["/api/orders"].post.responses.default = { description: "Anything else" };
    }),
    expect: "honest",
  },
  {
    name: "statuses are declared by their hundred",
    files: changed((doc) => {
      const { responses } = doc.paths["/api/orders"].post;
      responses["4XX"] = responses["409"];
      delete responses["400"];
      delete responses["409"];
    }),
    expect: "honest",
  },
  {
    name: "a path gets a slash at its end",
    files: changed((doc) => {
      doc.paths["/api/orders/"] = doc.paths["/api/orders"];
      delete doc.paths["/api/orders"];
    }),
    expect: "honest",
  },
  {
    name: "the path of the server is named once",
    files: { [file]: api((doc) => (doc.servers = [{ url: "/api" }])).replaceAll('"/api/', '"/') },
    expect: "honest",
  },
  {
    name: "a server is added",
    files: changed((doc) => (doc.servers = [{ url: "http://localhost:3000" }])),
    expect: "honest",
  },
  {
    name: "a schema that holds itself grows",
    files: changed((doc) => {
      doc.components.schemas.Product.properties.children = {
        type: "array",
        items: { oneOf: [{ $ref: "#/components/schemas/Product" }, { $ref: "#/components/schemas/Line" }] },
      };
    }),
    expect: "honest",
  },
  {
    name: "schemas move to other files, in another notation, that refer to each other",
    files: {
      ...changed((doc) => {
        doc.components.schemas.Order = { $ref: "./schemas/order.yaml#/Order" };
        doc.components.schemas.Line = { $ref: "./schemas/line.yaml" };
      }),
      "backend/schemas/order.yaml":
        "Order: { type: object, required: [id], properties: { id: { $ref: '#/Id' }, total: { type: number } } }\nId: { type: string }\n",
      "backend/schemas/line.yaml":
        "type: object\nrequired: [productId, quantity]\nproperties: { productId: { $ref: 'order.yaml#/Id' }, quantity: { type: integer } }\n",
    },
    expect: "honest",
  },
  {
    name: "nullable becomes a list of types",
    base: changed(
      (doc) => (doc.components.schemas.Product.properties.note = { type: "string", nullable: true }),
    ),
    files: changed((doc) => (doc.components.schemas.Product.properties.note = { type: ["string", "null"] })),
    expect: "honest",
  },
  {
    name: "nullable becomes one of two",
    base: changed(
      (doc) => (doc.components.schemas.Product.properties.note = { type: "string", nullable: true }),
    ),
    files: changed(
      (doc) =>
        (doc.components.schemas.Product.properties.note = { anyOf: [{ type: "string" }, { type: "null" }] }),
    ),
    expect: "honest",
  },
  {
    name: "a field that only answers have is required",
    files: changed((doc) => {
      doc.components.schemas.NewProduct.properties.id = { type: "string", readOnly: true };
      doc.components.schemas.NewProduct.required.push("id");
    }),
    expect: "honest",
  },
  {
    name: "the issue allows the change",
    issue: "# Shop\n\nOrders go away.\n\n- Allowed: breaking change of `POST /api/orders`\n",
    files: changed((doc) => delete doc.paths["/api/orders"]),
    expect: "honest",
  },
  {
    name: "the profile ignores the operation",
    contract: { ignore: ["* /api/orders"] },
    files: changed((doc) => delete doc.paths["/api/orders"]),
    expect: "honest",
  },
  {
    name: "the description comes with the feature",
    contract: { file: "backend/new.json" },
    files: { "backend/new.json": api() },
    plan: "# Plan\n\n## Operations\n\n| Operation | Errors |\n| --- | --- |\n| POST /api/orders | 409 |\n",
    expect: "honest",
  },
  { name: "there is no description yet", contract: { file: "backend/none.json" }, expect: "honest" },
  {
    name: "the description could not be read before either",
    contract: { file: "backend/odd.json" },
    base: { "backend/odd.json": "{" },
    expect: "honest",
  },
  {
    name: "OpenAPI 2.0 gets a field and becomes one with a reference",
    contract: { file: "backend/swagger.yaml" },
    base: { "backend/swagger.yaml": swagger("id: { type: string }") },
    files: { "backend/swagger.yaml": swagger("id: { type: string }, item: { $ref: '#/definitions/Item' }") },
    expect: "honest",
  },
  {
    name: "an operation that no plan foresaw, in a workflow without a plan",
    files: changed((doc) => (doc.paths["/api/reviews"] = { get: operation() })),
    expect: "honest",
  },
];
