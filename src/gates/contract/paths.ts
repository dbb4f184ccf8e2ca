import type { Description, Operation } from "./description.ts";

/** `{id}`, `:id`, `<id>`, `[id]`, `$id` and `${id}` all stand for one piece of a path. */
const variable = /^(\{.*\}|:.+|<.+>|\[.+\]|\$.+|…|\.\.\.)$/;

/** The pieces of a path; what may vary is empty. Without query, hash and slashes at its ends. */
export function piecesOf(path: string): string[] {
  const [plain = ""] = path.split(/[?#]/);
  return plain
    .split("/")
    .filter((piece) => piece !== "")
    .map((piece) => (variable.test(piece) ? "" : piece));
}

/** A path in which the names of variables do not count. */
export const shapeOf = (path: string): string =>
  `/${piecesOf(path)
    .map((piece) => (piece === "" ? "{}" : piece))
    .join("/")}`;

/** Whether a path that somebody names is this one: where this one varies, anything will do. */
export function fits(named: readonly string[], own: readonly string[]): boolean {
  return (
    named.length === own.length &&
    own.every((piece, at) => piece === "" || piece.toLowerCase() === named[at]?.toLowerCase())
  );
}

/** Pieces with which every path of a description begins: "/api" for "/api/products" and "/api/orders". */
export function commonPieces({ operations }: Description): string[] {
  const all = operations.map(({ path }) => piecesOf(path));
  const [first = []] = all;
  const end = first.findIndex((piece, at) => piece === "" || all.some((other) => other[at] !== piece));
  const common = end === -1 ? first : first.slice(0, end);
  // The last piece names what the operation is about and is no prefix.
  const longest = Math.max(0, Math.min(...all.map((pieces) => pieces.length)) - 1);
  return common.slice(0, longest);
}

/** The paths by which an operation may be called: with its servers' paths before it, or as it is written. */
export function aliasesOf(description: Description, { path }: Operation): string[][] {
  const own = piecesOf(path);
  return [own, ...description.prefixes.filter(Boolean).map((prefix) => piecesOf(prefix).concat(own))];
}

/** Operations with this path, whatever their method; the closest first. */
export function operationsAt(description: Description, path: string): Operation[] {
  const named = piecesOf(path);
  const common = commonPieces(description);
  return description.operations
    .filter((operation) =>
      aliasesOf(description, operation).some(
        (own) =>
          fits(named, own) ||
          (common.length > 0 && fits([...common, ...named], own) && !isRooted(named, common)),
      ),
    )
    .toSorted((a, b) => closeness(b, named) - closeness(a, named));
}

const isRooted = (named: readonly string[], common: readonly string[]): boolean =>
  common.every((piece, at) => named[at] === piece);

const closeness = ({ path }: Operation, named: readonly string[]): number =>
  piecesOf(path).filter((piece) => piece !== "" && named.includes(piece)).length;
