import type { Case } from "./shop.fixture.ts";

const file = "backend/schema.graphql";
const schema = `
type Query {
  products(first: Int, sort: Sort): [Product!]!
  product(id: ID!): Product
}
type Mutation {
  order(input: OrderInput!): Product!
}
enum Sort { NAME PRICE }
type Product { id: ID! name: String! note: String parent: Product }
input OrderInput { productId: ID! voucher: String }
`;
const own: Pick<Case, "contract" | "base"> = {
  contract: { kind: "graphql", file },
  base: { [file]: schema, "frontend/src/old.graphql": "query Old { products { undescribed } }" },
};
const changed = (from: string, to: string) => ({ [file]: schema.replace(from, to) });
const asks = (text: string) => ({ "frontend/src/page.ts": text });

export const graphqlCases: Case[] = [
  {
    ...own,
    name: "GraphQL: a field and an optional argument are added",
    files: changed("note: String", "note(long: Boolean): String stars: Int"),
    expect: "honest",
  },
  {
    ...own,
    name: "GraphQL: types and words come in another order",
    files: {
      [file]: `"The products"\ntype Product { parent: Product note: String name: String! id: ID! }\n${schema.replace(/type Product.*\n/, "")}`,
    },
    expect: "honest",
  },
  {
    ...own,
    name: "GraphQL: documents that the schema answers, with fragments",
    files: asks(
      [
        'import { gql } from "@apollo/client";',
        "const Part = gql`fragment Part on Product { id name }`;",
        "const List = gql`query List($first: Int) { products(first: $first, sort: NAME) { ...Part note } } ${Part}`;",
        "const Local = gql`query Local { products { id isOpen @client } }`;",
        "const any = gql`query Any { products { ${fields} } }`;",
        'const other = graphql(`mutation Order { order(input: { productId: "1" }) { id } }`);',
      ].join("\n"),
    ),
    expect: "honest",
  },
  {
    ...own,
    name: "GraphQL: a new field that the plan names",
    files: changed("product(id", "reviews: [Product!]! product(id"),
    plan: "## Operations\n\n| Operation | Errors |\n| --- | --- |\n| `Query.reviews` | none |\n| mutation order | as today |\n",
    expect: "honest",
  },
  {
    ...own,
    name: "GraphQL: the issue allows the change",
    issue: "# Shop\n\n- Allowed: breaking change of `Product.note`\n",
    files: changed("note: String ", ""),
    expect: "honest",
  },
  {
    ...own,
    name: "GraphQL: a field is removed",
    files: changed("note: String ", ""),
    expect: ["Product.note: Product.note was removed"],
  },
  {
    ...own,
    name: "GraphQL: a field may be null now",
    files: changed("name: String!", "name: String"),
    expect: ["Product.name: Product.name changed type from String! to String"],
  },
  {
    ...own,
    name: "GraphQL: an argument is required now",
    files: changed("first: Int", "first: Int!"),
    expect: ["Query.products"],
  },
  {
    ...own,
    name: "GraphQL: an input asks for more",
    files: changed("voucher: String", "voucher: String!"),
    expect: ["OrderInput.voucher"],
  },
  {
    ...own,
    name: "GraphQL: a value is removed",
    files: changed(" PRICE", ""),
    expect: ["PRICE was removed from enum type Sort"],
  },
  {
    ...own,
    name: "GraphQL: a document asks for what is not there",
    files: asks("const List = gql`\n  query List {\n    products { price }\n  }\n`;"),
    expect: [
      "frontend/src/page.ts:3: query List: the frontend asks for what the schema does not have",
      '"price" on type "Product"',
    ],
  },
  {
    ...own,
    name: "GraphQL: a document sends what is not taken",
    files: { "frontend/src/order.graphql": 'mutation Order { order(input: { coupon: "x" }) { id } }' },
    expect: ["mutation Order", '"OrderInput.productId"', '"coupon"'],
  },
  {
    ...own,
    name: "GraphQL: nobody planned it, and what was planned is missing",
    files: changed("product(id", "reviews: [Product!]! product(id"),
    plan: "## Operations\n\n| Operation | Errors |\n| --- | --- |\n| Mutation.addReview | none |\n",
    expect: [
      "Query.reviews: it is new, and the plan does not name it",
      "Mutation.addReview: the plan names it",
    ],
  },
  {
    ...own,
    name: "GraphQL: the schema is broken",
    files: { [file]: "type Query {" },
    expect: ["backend/schema.graphql cannot be read"],
  },
  {
    ...own,
    name: "GraphQL: the schema is not what is served",
    contract: { kind: "graphql", file, command: ["cat", "served.graphql"] },
    base: { ...own.base, "backend/served.graphql": schema },
    files: { "backend/served.graphql": schema.replace("note: String", "note: Int") },
    expect: ["Product.note: it is described as `: String`, and is `: Int`"],
  },
];
