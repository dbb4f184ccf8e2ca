import {
  buildClientSchema,
  defaultFieldResolver,
  execute,
  type ExecutionResult,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  type IntrospectionQuery,
  Kind,
  OperationTypeNode,
  OverlappingFieldsCanBeMergedRule,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import { requireScope } from "./access.ts";
import { type Answer, Refusal, refused, type Thing } from "./answer.ts";
import { mutations, queries } from "./graphql-roots.ts";
import { nobody, type Site, type Who } from "./site.ts";

/** GitHub's server lets two fragments ask for `state` of an issue and of a pull request: gh relies on it. */
const rules = specifiedRules.filter((rule) => rule !== OverlappingFieldsCanBeMergedRule);

let schema: GraphQLSchema | null = null;

/** GitHub's own schema; it is large, so it is built when it is first needed. */
async function githubSchema(): Promise<GraphQLSchema> {
  if (schema) return schema;
  const published = await import("@octokit/graphql-schema");
  const introspection: unknown = published.schema.json;
  const built = buildClientSchema(introspection as IntrospectionQuery, { assumeValid: true });
  schema = built;
  return built;
}

export interface GraphQLAsked {
  site: Site;
  who: Who;
  body: Thing;
  violation: (text: string) => void;
}

/** Names of the mutations that a request carries. */
export function mutationsIn(body: Thing): string[] {
  try {
    return parse(String(body.query)).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.MUTATION
        ? definition.selectionSet.selections.flatMap((one) =>
            one.kind === Kind.FIELD ? [one.name.value] : [],
          )
        : [],
    );
  } catch {
    return [];
  }
}

/** Errors of GraphQL come with status 200 and, from GitHub, with a `type`. */
export async function graphqlAnswer(asked: GraphQLAsked): Promise<Answer> {
  const { who, violation } = asked;
  if (who === nobody)
    return { status: 401, body: refused(401, "This endpoint requires you to be authenticated.") };
  const result = await executed(asked, await githubSchema());
  const errors = result.errors?.map((error) => shown(error, violation));
  return {
    status: 200,
    body: { ...(result.data !== undefined && { data: result.data }), ...(errors && { errors }) },
  };
}

async function executed({ site, who, body }: GraphQLAsked, known: GraphQLSchema): Promise<ExecutionResult> {
  try {
    const document = parse(String(body.query));
    const errors = validate(known, document, rules);
    if (errors.length) return { errors };
    return await execute({
      schema: known,
      document,
      fieldResolver: modelled,
      rootValue: {
        ...queries(site, who),
        ...mutations(site, who, (repository) => requireScope(repository, who, "pulls/update")),
      },
      variableValues: (body.variables ?? {}) as Record<string, unknown>,
      ...(typeof body.operationName === "string" && { operationName: body.operationName }),
    });
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}

/** Null would be a silent lie where we know nothing. */
const modelled: GraphQLFieldResolver<unknown, unknown> = (source, args, context, info) => {
  if (info.fieldName in Object(source)) return defaultFieldResolver(source, args, context, info);
  throw new GraphQLError(`${info.parentType.name}.${info.fieldName} is not modelled here`);
};

/** A refusal of ours is GitHub's; any other error means that the query does not fit the schema, or what we model. */
function shown(error: GraphQLError, violation: (text: string) => void): Thing {
  const { message, path, locations, originalError } = error;
  if (!(originalError instanceof Refusal)) violation(`GraphQL: ${message}`);
  const type = originalError instanceof Refusal ? typeOf(originalError.answer.status) : undefined;
  return { ...(type && { type }), ...(path && { path }), ...(locations && { locations }), message };
}

const typeOf = (status: number): string =>
  ({ 403: "FORBIDDEN", 404: "NOT_FOUND", 422: "UNPROCESSABLE" })[status] ?? "UNPROCESSABLE";
