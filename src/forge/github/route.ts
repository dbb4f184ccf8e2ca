import type { paths } from "@octokit/openapi-types";

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
type Path = keyof paths;

type MethodsOf<P extends Path> = {
  [M in Method]: Lowercase<M> extends keyof paths[P] ? M : never;
}[Method];

/** "POST /repos/{owner}/{repo}/issues": every operation of GitHub's own description. */
export type Route = { [P in Path]: `${MethodsOf<P>} ${P}` }[Path];

type OperationOf<R extends Route> = R extends `${infer M extends Method} ${infer P extends Path}`
  ? paths[P][Lowercase<M> & keyof paths[P]]
  : never;

type PartOf<Operation, Name extends string> = Operation extends { parameters: { [key in Name]?: infer Part } }
  ? Part
  : unknown;

type BodyOf<Operation> = Operation extends {
  requestBody?: { content: { "application/json": infer Body } };
}
  ? Body
  : unknown;

type SuccessOf<Operation> = Operation extends { responses: infer Responses }
  ? Responses[keyof Responses & (200 | 201 | 202 | 204)]
  : never;

/** What is in the path, the query and the body, side by side. */
export type ParametersOf<R extends Route> = PartOf<OperationOf<R>, "path"> &
  Partial<PartOf<OperationOf<R>, "query">> &
  BodyOf<OperationOf<R>>;

type ContentOf<Success> = Success extends { content: infer Content } ? Content : never;

/** What GitHub answers when all is well; undefined where it answers without a body. */
export type ReplyOf<R extends Route> = [ContentOf<SuccessOf<OperationOf<R>>>] extends [never]
  ? undefined
  : ContentOf<SuccessOf<OperationOf<R>>> extends { "application/json": infer Reply }
    ? Reply
    : never;

/** One of what a list answers. */
export type ItemOf<R extends Route> =
  ReplyOf<R> extends readonly (infer Item)[]
    ? Item
    : {
        [Key in keyof ReplyOf<R>]: ReplyOf<R>[Key] extends readonly (infer Item)[] ? Item : never;
      }[keyof ReplyOf<R>];

/** A route with its parameters in place. */
export interface Call {
  method: Method;
  /** With its query: "/repos/acme/shop/issues?state=all". */
  path: string;
  /** JSON; absent when there is no body. */
  body?: string;
}

/** Put what the path asks for into it, and the rest into the query of a GET or the body of anything else. */
export function callOf(route: Route, parameters: Readonly<Record<string, unknown>>): Call {
  const [method, template] = route.split(" ") as [Method, string];
  const left = new Map(Object.entries(parameters).filter(([, value]) => value !== undefined));
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = left.get(name);
    if (!isScalar(value)) throw new Error(`${route} was asked without ${name}`);
    left.delete(name);
    return segment(name, String(value));
  });
  if (method === "GET") return { method, path: withQuery(path, left) };
  return left.size === 0
    ? { method, path }
    : { method, path, body: JSON.stringify(Object.fromEntries(left)) };
}

/** The names of branches and commits may hold slashes, which GitHub wants as they are. */
function segment(name: string, value: string): string {
  const parts = name === "ref" ? value.split("/") : [value];
  if (parts.some((part) => /^\.{0,2}$/.test(part))) throw new Error(`"${value}" cannot stand in an address`);
  return parts.map(encodeURIComponent).join("/");
}

function withQuery(path: string, left: ReadonlyMap<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of left) if (isScalar(value)) query.set(name, String(value));
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

const isScalar = (value: unknown): value is string | number | boolean =>
  ["string", "number", "boolean"].includes(typeof value);
