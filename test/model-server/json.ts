/** A parsed JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one when it is none. */
export const objectOf = (value: unknown): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** The value as a list; an empty one when it is none. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The value as a text; an empty one when it is none. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

export const byteLength = (value: unknown): number =>
  Buffer.byteLength(typeof value === "string" ? value : JSON.stringify(value));

/** The `text` of every block that has one, one a line; a plain text is itself. */
export function textsIn(content: unknown): string {
  if (typeof content === "string") return content;
  return listOf(content)
    .map((block) => textOf(objectOf(block)["text"]))
    .filter((text) => text !== "")
    .join("\n");
}

/** The smallest value that a JSON schema allows, as far as tests need it; every string in it is `text`. */
export function smallest(schema: unknown, text = "A scripted answer"): unknown {
  const { type, enum: choices, properties, required, minimum } = objectOf(schema);
  if (Array.isArray(choices)) return choices[0];
  const kind = String(Array.isArray(type) ? type[0] : (type ?? "object")).toLowerCase();
  if (kind === "string") return text;
  if (kind === "number" || kind === "integer") return Number(minimum ?? 1);
  if (kind === "boolean") return false;
  if (kind === "array") return [];
  const names = listOf(required).map(String);
  return Object.fromEntries(names.map((name) => [name, smallest(objectOf(properties)[name], text)]));
}
