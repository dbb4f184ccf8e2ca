import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import type { Thing } from "./answer.ts";

/** One operation of GitHub's official description; a reply without a body has the schema null. */
export interface Operation {
  id: string;
  method: string;
  path: string;
  parameters: { name: string; in: string; required: boolean; schema: Thing }[];
  body: Thing | null;
  bodyRequired: boolean;
  replies: Record<string, Thing | null>;
}

export interface Match {
  operation: Operation;
  params: Record<string, string>;
}

interface Description {
  operations: Operation[];
  schemas: Record<string, Thing>;
}

const description = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "description.json"), "utf8"),
) as Description;

const checker = new Ajv({
  strict: false,
  logger: false,
  coerceTypes: false,
  allErrors: false,
  formats: formats(),
});
checker.addSchema({ $id: "github", schemas: description.schemas });
const compiled = new Map<string, ValidateFunction>();

function formats(): Record<string, (text: string) => boolean> {
  return {
    "date-time": (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text),
    uri: (text) => URL.canParse(text),
  };
}

const routes = description.operations
  .map((operation) => ({ operation, pattern: patternOf(operation), names: namesOf(operation.path) }))
  .sort(
    (one, other) =>
      one.names.length - other.names.length || other.operation.path.length - one.operation.path.length,
  );

/** References and branches have slashes in their names, numbers have none. */
function patternOf({ path: route, parameters }: Operation): RegExp {
  const isNumber = (name: string) =>
    parameters.some((one) => one.name === name && one.schema.type === "integer");
  const source = route.replace(/\{([^}]+)\}/g, (_, name: string) => {
    if (name === "ref" || name === "branch") return "(.+)";
    return isNumber(name) ? "(\\d+)" : "([^/]+)";
  });
  return new RegExp(`^${source}$`);
}

function namesOf(route: string): string[] {
  return [...route.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name ?? "");
}

/** The operation that a request asks for; null when the description that we keep has none. */
export function operationFor(method: string, pathname: string): Match | null {
  for (const { operation, pattern, names } of routes) {
    const found = operation.method === method ? pattern.exec(pathname) : null;
    if (found)
      return {
        operation,
        params: Object.fromEntries(names.map((name, at) => [name, decoded(found[at + 1])])),
      };
  }
  return null;
}

function decoded(text = ""): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What in a request does not fit GitHub's description; empty when all fits. */
export function wrongInRequest({ operation }: Match, query: URLSearchParams, body: unknown): string[] {
  return [...wrongInQuery(operation, query), ...wrongInBody(operation, body)];
}

function wrongInQuery({ id, parameters }: Operation, query: URLSearchParams): string[] {
  const known = parameters.filter((one) => one.in === "query");
  return [...query].flatMap(([name, value]) => {
    const parameter = known.find((one) => one.name === name);
    if (!parameter) return [`${id} knows no query parameter "${name}"`];
    const wrong = mistakes(`${id}?${name}`, parameter.schema, typed(parameter.schema, value));
    return wrong === null ? [] : [`query parameter "${name}" ${wrong}`];
  });
}

const typed = ({ type }: Thing, value: string): unknown => {
  if (type === "integer") return Number(value);
  return type === "boolean" ? value === "true" || (value === "false" ? false : value) : value;
};

function wrongInBody({ id, body: schema, bodyRequired }: Operation, body: unknown): string[] {
  if (body === undefined) return bodyRequired && schema?.required ? [`${id} needs a body`] : [];
  if (schema === null) return [`${id} takes no body`];
  const wrong = mistakes(`${id} body`, schema, body);
  if (wrong !== null) return [`body ${wrong}`];
  const fields = fieldsOf(schema);
  if (fields === null || typeof body !== "object" || body === null || Array.isArray(body)) return [];
  return Object.keys(body)
    .filter((field) => !fields.has(field))
    .map((field) => `${id} knows no field "${field}"`);
}

/** The fields a body may have; null when the description leaves it open. */
function fieldsOf(schema: Thing): Set<string> | null {
  const alternatives = (schema.oneOf ?? schema.anyOf) as Thing[] | undefined;
  const properties = [schema, ...(alternatives ?? [])].map((one) =>
    Object.keys((one.properties ?? {}) as Thing),
  );
  const names = properties.flat();
  return names.length ? new Set(names) : null;
}

/** What in a reply does not fit; null when it does. */
export function wrongInReply({ operation }: Match, status: number, body: unknown): string | null {
  if (status >= 400) return wrongInRefusal(operation, status, body);
  const schema = operation.replies[status];
  if (schema === undefined) return `${operation.id} never answers ${status}`;
  if (schema === null) return body === undefined ? null : `${operation.id} answers ${status} without a body`;
  const wrong = mistakes(`${operation.id} ${status}`, schema, body);
  return wrong === null ? null : `${operation.id} ${status}: reply ${wrong}`;
}

/** Every refusal has a message; those that the description lists fit it too. */
function wrongInRefusal({ id, replies }: Operation, status: number, body: unknown): string | null {
  const schema = replies[status] ?? {
    type: "object",
    required: ["message"],
    properties: { message: { type: "string" } },
  };
  const wrong = mistakes(`${id} ${status}`, schema, body);
  return wrong === null ? null : `${id} ${status}: reply ${wrong}`;
}

function mistakes(key: string, schema: Thing, value: unknown): string | null {
  const check = compiled.get(key) ?? checker.compile(schema);
  compiled.set(key, check);
  if (check(value)) return null;
  const [first] = check.errors ?? [];
  return `${first?.instancePath ?? ""} ${first?.message ?? "does not fit"} ${JSON.stringify(first?.params ?? {})}`.trim();
}
