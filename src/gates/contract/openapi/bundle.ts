import path from "node:path";
import { isNode, type Node, resolve, treeOf } from "./tree.ts";

/** Texts of files of one commit, by path. */
export type Load = (files: readonly string[]) => Promise<ReadonlyMap<string, string>>;

const mostFiles = 500;

/**
 * A description with all files of the repository that it refers to: these are put below `x-files`, and references to
 * them become references within. What leads elsewhere stays as it is.
 */
export async function bundled(file: string, text: string, load: Load): Promise<string | Node> {
  const read = treeOf(text);
  if ("problem" in read) return text;
  const known = new Map<string, string>([[file, "#"]]);
  const files: Record<string, unknown> = {};
  let open = [{ file, tree: read.tree }];
  while (open.length > 0 && known.size < mostFiles) {
    const wanted = open.flatMap((each) => externals(each.file, each.tree).map(({ target }) => target));
    const fresh = [...new Set(wanted)].filter((each) => !known.has(each)).slice(0, mostFiles);
    const loaded = await load(fresh);
    const next: typeof open = [];
    for (const [name, found] of loaded) {
      const tree = treeOf(found);
      if (!("tree" in tree)) continue;
      const key = String(known.size);
      known.set(name, `#/x-files/${key}`);
      files[key] = tree.tree;
      next.push({ file: name, tree: tree.tree });
    }
    for (const each of open) redirect(each, known);
    open = next;
  }
  for (const each of open) redirect(each, known);
  return { ...read.tree, "x-files": files };
}

interface External {
  node: Record<string, unknown>;
  target: string;
  within: string;
}

/** References of a file to others: "./schemas/product.yaml#/Product". */
function externals(file: string, tree: Node): External[] {
  return referring(tree).flatMap((node) => {
    const [name = "", within = ""] = node.$ref.split("#");
    if (name === "" || /^[a-z][a-z0-9+.-]*:|^\/\//i.test(name)) return [];
    return [{ node, target: path.posix.join(path.posix.dirname(file), name), within }];
  });
}

function redirect({ file, tree }: { file: string; tree: Node }, known: ReadonlyMap<string, string>): void {
  const own = known.get(file) ?? "#";
  const outer = externals(file, tree);
  const outside = new Set(outer.map(({ node }) => node));
  for (const node of referring(tree))
    if (!outside.has(node) && node.$ref.startsWith("#/")) node.$ref = `${own}${node.$ref.slice(1)}`;
  for (const { node, target, within } of outer) {
    const place = known.get(target);
    if (place !== undefined) node["$ref"] = `${place}${within}`;
  }
}

type Referring = Record<string, unknown> & { $ref: string };

/** Every node that is a reference, however deep. */
export function referring(tree: Node): Referring[] {
  const seen = new Set<unknown>();
  const open: unknown[] = [tree];
  const found: Referring[] = [];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    seen.add(next);
    if (isNode(next) && typeof next["$ref"] === "string") found.push(next as Referring);
    for (const [name, value] of Object.entries(next)) if (!said.has(name)) open.push(value);
  }
  return found;
}

/** What stands below these is an example and no description. */
const said = new Set(["example", "examples", "default", "x-files"]);

/** References within a description that lead nowhere. */
export const dangling = (tree: Node): string[] => [
  ...new Set(
    referring(tree)
      .map((node) => node.$ref)
      .filter((reference) => reference.startsWith("#/") && resolve(tree, { $ref: reference }) === null),
  ),
];
