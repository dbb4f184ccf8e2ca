/** JSON's own kinds of value, and whole numbers. */
export type Kind = "string" | "integer" | "number" | "boolean" | "object" | "array" | "null";

/** What a value may be. */
export interface Shape {
  /** Nothing is known of it, because it is described elsewhere. */
  isUnknown: boolean;
  /** Empty when any kind will do. */
  kinds: ReadonlySet<Kind>;
  /** The only values allowed, as JSON; null when any of its kind will do. */
  values: ReadonlySet<string> | null;
  fields: ReadonlyMap<string, Field>;
  /** Fields other than these are refused. */
  isClosed: boolean;
  /** What other fields must be. */
  others: Schema | null;
  items: Schema | null;
  /** Bounds, formats and patterns, by keyword. */
  rules: ReadonlyMap<string, string>;
}

export interface Field {
  schema: Schema;
  isRequired: boolean;
  /** Only in answers (read only) or only in requests (write only). */
  only: "request" | "response" | null;
}

/** A shape is read when it is asked for: it may hold itself. The same id is the same shape. */
export interface Schema {
  id: string;
  shape(): Shape;
}

export interface Parameter {
  name: string;
  in: string;
  isRequired: boolean;
  schema: Schema;
}

export interface Operation {
  method: string;
  /** As it is written, with the server's path before it. */
  path: string;
  parameters: readonly Parameter[];
  /** `schema` is null when the body's content is not described. */
  body: { isRequired: boolean; schema: Schema | null } | null;
  /** By status: "200", "4XX", "default". */
  responses: ReadonlyMap<string, Schema | null>;
}

/** What a backend says that it serves. */
export interface Description {
  operations: readonly Operation[];
  /** Paths of its servers, without a slash at the end; at least one, empty when none is named. */
  prefixes: readonly string[];
  /** Hosts of its servers, in small letters. */
  hosts: readonly string[];
}

export const nameOf = ({ method, path }: Pick<Operation, "method" | "path">): string => `${method} ${path}`;

/** Whether a status is declared: itself, its hundred, or whatever else may come. */
export function declares(responses: ReadonlyMap<string, unknown>, status: string): boolean {
  return responses.has(status) || responses.has(`${status.slice(0, 1)}XX`) || responses.has("default");
}
