import { parse } from "yaml";

export type Node = Readonly<Record<string, unknown>>;

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const nodeOf = (value: unknown): Node => (isNode(value) ? value : {});

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const largest = 32 * 1024 * 1024;

/** The tree of a JSON or YAML text, or why it is none. */
export function treeOf(text: string): { tree: Node } | { problem: string } {
  if (text.length > largest) return { problem: "it is larger than 32 MiB" };
  try {
    const plain = text.replace(/^\uFEFF/, "");
    const tree: unknown = plain.trimStart().startsWith("{")
      ? JSON.parse(plain)
      : parse(plain, { maxAliasCount: 1_000, logLevel: "silent" });
    return isNode(tree) ? { tree } : { problem: "it holds no fields" };
  } catch (error) {
    return { problem: error instanceof Error ? (error.message.split("\n")[0] ?? "") : "it cannot be read" };
  }
}

/** What a reference within the document points to; null when it leads elsewhere, nowhere or in a circle. */
export function resolve(root: Node, node: Node): Node | null {
  let at = node;
  for (let hops = 0; hops < 50; hops++) {
    const reference = at["$ref"];
    if (typeof reference !== "string") return at;
    if (!reference.startsWith("#/") && reference !== "#") return null;
    const target = pieces(reference).reduce<unknown>(inside, root);
    if (!isNode(target)) return null;
    at = target;
  }
  return null;
}

const pieces = (reference: string): string[] =>
  reference
    .slice(2)
    .split("/")
    .filter((piece) => piece !== "")
    .map((piece) => decoded(piece).replaceAll("~1", "/").replaceAll("~0", "~"));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function inside(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value[Number(name)];
  return isNode(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
