import type * as GraphQL from "graphql";

export type Library = typeof GraphQL;
export type Schema = GraphQL.GraphQLSchema;

/** The library is a peer: it is there where a project that uses GraphQL has asked for it. */
export const library = (): Promise<Library | null> => import("graphql").catch(() => null);

const largest = 8 * 1024 * 1024;

/** Reads a schema in its own language or as an introspection in JSON, or says why it cannot be read. */
export function readSchema(
  { buildClientSchema, buildASTSchema, parse }: Library,
  text: string,
): { schema: Schema } | { problem: string } {
  if (text.length > largest) return { problem: "it is larger than 8 MiB" };
  try {
    if (!text.trimStart().startsWith("{"))
      return { schema: buildASTSchema(parse(text, { maxTokens: 500_000 }), { assumeValidSDL: true }) };
    const read = JSON.parse(text) as { data?: GraphQL.IntrospectionQuery } & GraphQL.IntrospectionQuery;
    return { schema: buildClientSchema(read.data ?? read, { assumeValid: true }) };
  } catch (error) {
    return { problem: error instanceof Error ? (error.message.split("\n")[0] ?? "") : "it cannot be read" };
  }
}

/** Everything that a client can name, with its type: "Query.products" and "(first: Int): [Product!]!". */
export function named(schema: Schema): Map<string, string> {
  const all = new Map<string, string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith("__")) continue;
    if ("getFields" in type)
      for (const field of Object.values(type.getFields())) {
        const args: readonly GraphQL.GraphQLArgument[] = "args" in field ? field.args : [];
        const list = args.map((each) => `${each.name}: ${String(each.type)}`);
        const taken = list.length > 0 ? `(${list.toSorted().join(", ")})` : "";
        all.set(`${type.name}.${field.name}`, `${taken}: ${String(field.type)}`);
      }
    if ("getValues" in type)
      for (const { name } of type.getValues()) all.set(`${type.name}.${name}`, "a value");
  }
  return all;
}

/** The fields where every request begins. */
export const roots = (schema: Schema): string[] =>
  [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    type ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
  );
