import { type Case, changed, file, operation } from "./shop.fixture.ts";

const product = "answer 200, products[]";

/** Changes of the description that clients feel. */
export const breakingCases: Case[] = [
  {
    name: "an operation is removed",
    files: changed((api) => delete api.paths["/api/products/{productId}"].delete),
    expect: ["DELETE /api/products/{productId}: it is gone"],
  },
  {
    name: "a path is renamed",
    files: changed((api) => {
      api.paths["/api/purchases"] = api.paths["/api/orders"];
      delete api.paths["/api/orders"];
    }),
    expect: ["POST /api/orders: it is gone"],
  },
  {
    name: "an operation changes its method",
    files: changed((api) => {
      api.paths["/api/orders"].put = api.paths["/api/orders"].post;
      delete api.paths["/api/orders"].post;
    }),
    expect: ["POST /api/orders: it is gone"],
  },
  {
    name: "a field of an answer is removed",
    files: changed((api) => delete api.components.schemas.Product.properties.note),
    expect: [
      `GET /api/products, ${product}.note: it is no longer answered`,
      "GET /api/products/{productId}, answer 200, note",
    ],
  },
  {
    name: "a field of an answer is renamed",
    files: changed((api) => {
      const { Product } = api.components.schemas;
      Product.properties.title = Product.properties.name;
      delete Product.properties.name;
      Product.required = ["id", "title", "price", "state"];
    }),
    expect: [`${product}.name: it is no longer answered`, "new here: title"],
  },
  {
    name: "a field of an answer changes its type",
    files: changed((api) => (api.components.schemas.Product.properties.price = { type: "string" })),
    expect: [`${product}.price: its type has changed: integer before, string now`],
  },
  {
    name: "a whole number in an answer becomes any number",
    files: changed((api) => (api.components.schemas.Product.properties.price = { type: "number" })),
    expect: [`${product}.price: its type has changed: integer before, number now`],
  },
  {
    name: "a field of an answer may be null now",
    files: changed((api) => (api.components.schemas.Product.properties.name = { type: ["string", "null"] })),
    expect: [`${product}.name: its type has changed: string before, null or string now`],
  },
  {
    name: "a field of an answer may be null now, in the words of 3.0",
    files: changed(
      (api) => (api.components.schemas.Product.properties.name = { type: "string", nullable: true }),
    ),
    expect: [`${product}.name: its type has changed`],
  },
  {
    name: "a field of an answer becomes a list",
    files: changed(
      (api) =>
        (api.components.schemas.Product.properties.note = { type: "array", items: { type: "string" } }),
    ),
    expect: [`${product}.note: its type has changed: string before, array now`],
  },
  {
    name: "items of a list in an answer change",
    files: changed(
      (api) =>
        (api.paths["/api/products"].get.responses["200"].content[
          "application/json"
        ].schema.properties.products.items = {
          type: "string",
        }),
    ),
    expect: [`GET /api/products, ${product}: its type has changed: object before, string now`],
  },
  {
    name: "a field that was always answered may be absent",
    files: changed((api) => (api.components.schemas.Product.required = ["id", "name", "state"])),
    expect: [`${product}.price: it was always there, and may be absent now`],
  },
  {
    name: "a field that a reference brings along is lost",
    files: changed((api) => (api.components.schemas.Problem = { type: "object", properties: {} })),
    expect: ["POST /api/orders, answer 409, message: it is no longer answered"],
  },
  {
    name: "the content of an answer is no longer described",
    files: changed((api) => delete api.paths["/api/orders"].post.responses["201"].content),
    expect: ["POST /api/orders, answer 201: its content is no longer described"],
  },
  {
    name: "a status is removed",
    files: changed((api) => delete api.paths["/api/orders"].post.responses["409"]),
    expect: ["POST /api/orders, answer 409: this status is no longer declared"],
  },
  {
    name: "a status is another now",
    files: changed((api) => {
      const { responses } = api.paths["/api/orders"].post;
      responses["200"] = responses["201"];
      delete responses["201"];
    }),
    expect: ["POST /api/orders, answer 201: this status is no longer declared"],
  },
  {
    name: "a new field of a request is required",
    files: changed((api) => {
      const { NewOrder } = api.components.schemas;
      NewOrder.properties.email = { type: "string" };
      NewOrder.required.push("email");
    }),
    expect: ["POST /api/orders, body email: it is required now"],
  },
  {
    name: "an optional field of a request becomes required",
    files: changed((api) => api.components.schemas.NewOrder.required.push("voucher")),
    expect: ["POST /api/orders, body voucher: it is required now"],
  },
  {
    name: "a field deep in a request is required",
    files: changed((api) => {
      const { Line } = api.components.schemas;
      Line.properties.colour = { type: "string" };
      Line.required.push("colour");
    }),
    expect: ["POST /api/orders, body lines[].colour: it is required now"],
  },
  {
    name: "a new required field hides in allOf",
    files: changed((api) => {
      const { schemas } = api.components;
      schemas.Mail = { type: "object", required: ["email"], properties: { email: { type: "string" } } };
      schemas.NewOrder = { allOf: [schemas.NewOrder, { $ref: "#/components/schemas/Mail" }] };
    }),
    expect: ["POST /api/orders, body email: it is required now"],
  },
  {
    name: "a new parameter is required",
    files: changed((api) =>
      api.paths["/api/products"].get.parameters.push({
        name: "shop",
        in: "query",
        required: true,
        schema: { type: "string" },
      }),
    ),
    expect: ["GET /api/products, query shop: it is required now"],
  },
  {
    name: "a required header is asked for all operations of a path",
    files: changed((api) => {
      api.paths["/api/orders"].parameters = [
        { name: "X-Shop", in: "header", required: true, schema: { type: "string" } },
      ];
    }),
    expect: ["POST /api/orders, header X-Shop: it is required now"],
  },
  {
    name: "an optional parameter becomes required",
    files: changed((api) => (api.paths["/api/products"].get.parameters[1].required = true)),
    expect: ["GET /api/products, query limit: it is required now"],
  },
  {
    name: "a value is no longer accepted",
    files: changed((api) => (api.paths["/api/products"].get.parameters[0].schema.enum = ["name"])),
    expect: ['GET /api/products, query sort: it no longer accepts "price"'],
  },
  {
    name: "a value in a body is no longer accepted",
    files: changed((api) => (api.components.schemas.NewProduct.properties.state.enum = ["new"])),
    expect: ['POST /api/products, body state: it no longer accepts "used"'],
  },
  {
    name: "what took anything takes only some values",
    files: changed((api) => (api.components.schemas.NewProduct.properties.note.enum = ["short"])),
    expect: ['POST /api/products, body note: it accepts only "short" now'],
  },
  {
    name: "the type of a request is narrower",
    files: changed((api) => (api.components.schemas.NewProduct.properties.note = { type: "integer" })),
    expect: ["POST /api/products, body note: its type is narrower: string before, integer now"],
  },
  {
    name: "a body becomes required",
    files: changed((api) => {
      api.paths["/api/products/{productId}"].delete.requestBody = {
        required: true,
        content: { "application/json": { schema: { type: "object" } } },
      };
    }),
    expect: ["DELETE /api/products/{productId}, body: it is required now"],
  },
  {
    name: "a field of a request is refused",
    files: changed((api) => {
      const { NewOrder } = api.components.schemas;
      delete NewOrder.properties.voucher;
      NewOrder.additionalProperties = false;
    }),
    expect: ["POST /api/orders, body voucher: it is refused now"],
  },
  {
    name: "all operations move to another version of the server",
    base: changed((api) => (api.servers = [{ url: "https://shop.example/v1" }])),
    files: changed((api) => (api.servers = [{ url: "https://shop.example/v2" }])),
    expect: ["POST /api/orders: it is gone"],
  },
  {
    name: "an answer is described elsewhere, where nobody can read it",
    files: changed((api) => (api.components.schemas.Order = { $ref: "https://shop.example/order.json" })),
    expect: ["POST /api/orders, answer 201: it is described in a place that cannot be read now"],
  },
  {
    name: "a field is lost in another file",
    base: {
      ...changed((api) => (api.components.schemas.Order = { $ref: "./order.json" })),
      "backend/order.json": '{ "type": "object", "properties": { "id": { "type": "string" }, "total": {} } }',
    },
    files: { "backend/order.json": '{ "type": "object", "properties": { "id": { "type": "string" } } }' },
    expect: ["POST /api/orders, answer 201, total: it is no longer answered"],
  },
  {
    name: "a reference leads nowhere",
    files: changed((api) => delete api.components.schemas.Line),
    expect: ["#/components/schemas/Line: the description refers to it, and it is not there"],
  },
  {
    name: "the description is deleted",
    files: { [file]: null },
    expect: ["backend/openapi.json: the description of the API is gone"],
  },
  {
    name: "the description is broken",
    files: { [file]: "{ not json" },
    expect: ["backend/openapi.json cannot be read"],
  },
  {
    name: "the description is no longer one",
    files: { [file]: '{ "paths": {} }' },
    expect: ["it is no OpenAPI document"],
  },
  {
    name: "a field of an answer in OpenAPI 2.0 is removed",
    contract: { file: "backend/swagger.yaml" },
    base: { "backend/swagger.yaml": swagger("id: { type: string }, name: { type: string }") },
    files: { "backend/swagger.yaml": swagger("id: { type: string }") },
    expect: ["GET /items, answer 200, name: it is no longer answered"],
  },
  {
    name: "the issue allows another operation's change",
    issue: "# Shop\n\n- Allowed: breaking change of `GET /api/products`\n",
    files: changed((api) => delete api.paths["/api/orders"]),
    expect: ["POST /api/orders: it is gone"],
  },
  {
    name: "a breaking change hides among the paths that the profile ignores",
    contract: { ignore: ["* /internal/**"] },
    files: changed((api) => {
      api.paths["/internal/x"] = { get: operation() };
      delete api.paths["/api/orders"];
    }),
    expect: ["POST /api/orders: it is gone"],
  },
];

export function swagger(properties: string): string {
  return [
    'swagger: "2.0"',
    "basePath: /api",
    "paths:",
    "  /items:",
    "    get:",
    "      parameters: [{ name: limit, in: query, type: integer }]",
    `      responses: { 200: { schema: { type: object, properties: { ${properties} } } } }`,
    "    post:",
    "      parameters:",
    "        - { name: item, in: body, required: true, schema: { $ref: '#/definitions/Item' } }",
    "      responses: { 201: { description: made } }",
    "definitions:",
    "  Item: { type: object, required: [name], properties: { name: { type: string } } }",
    "",
  ].join("\n");
}
