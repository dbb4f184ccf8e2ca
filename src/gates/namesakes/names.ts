import { distance } from "../references/near.ts";

/** What sort of thing a name stands for: an order, the page of an order and the store of orders may live together. */
export type Sort = "data" | "surface" | "service" | "access" | "unknown";

const sorts: Readonly<Record<Exclude<Sort, "unknown">, string>> = {
  data: "model entity table record dto type collection document enum interface struct aggregate object schema data info",
  surface: "page component view screen dialog modal widget panel card form list item",
  service:
    "service manager handler controller provider facade usecase engine processor worker job helper util utils",
  access: "repository repo store dao gateway storage persistence",
};
const sortByWord = new Map(
  Object.entries(sorts).flatMap(([sort, words]) =>
    words.split(" ").map((word) => [word, sort as Sort] as const),
  ),
);
/** Endings that say only what sort of thing it is, so that a name without them is the same name. */
const bare = new Set(
  "model entity table record dto type collection document page component view screen service manager handler controller provider repository repo store dao storage class".split(
    " ",
  ),
);

export const sortOf = (word: string): Sort => sortByWord.get(singular(word.toLowerCase())) ?? "unknown";

/** The sort that a folder or an ending of a file says. */
export function sortOfPath(path: string): Sort {
  const pieces = path.toLowerCase().split(/[/.]/);
  for (const piece of pieces.toReversed()) {
    const sort = sortOf(piece);
    if (sort !== "unknown") return sort;
    if (["db", "migration", "migrations", "sql", "prisma", "domain"].includes(piece)) return "data";
    if (["tsx", "jsx", "vue", "svelte", "ui", "layouts"].includes(piece)) return "surface";
  }
  return "unknown";
}

/** A name as it is compared: small letters, each word in the singular, without the ending of its sort. */
export interface Name {
  key: string;
  sort: Sort;
}

export function nameOf(text: string): Name {
  const words = text
    .replace(/([a-z\d])(?=[A-Z])/g, "$1 ")
    .replace(/([A-Z])(?=[A-Z][a-z])/g, "$1 ")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => singular(word.toLowerCase()));
  const last = words.at(-1) ?? "";
  const sort = words.length > 1 ? sortOf(last) : "unknown";
  const kept = words.length > 1 && bare.has(last) ? words.slice(0, -1) : words;
  return { key: kept.join(""), sort };
}

function singular(word: string): string {
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && /(?:ss|sh|ch|x|z)es$/.test(word)) return word.slice(0, -2);
  return word.length > 3 && word.endsWith("s") && !/(?:ss|us|is)$/.test(word) ? word.slice(0, -1) : word;
}

/** The same, or so near that one may be a slip of the other. Numbers tell names apart. */
export function isNear(one: string, other: string): boolean {
  if (one === other) return one !== "";
  const length = Math.min(one.length, other.length);
  if (length < 5 || one[0] !== other[0] || /\d/.test(one + other)) return false;
  const most = length < 8 ? 1 : 2;
  return distance(one, other, most) <= most && !isInflected(one, other);
}

/** "order" and "ordered", "review" and "reviewer" are other words, not slips. */
function isInflected(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return long.startsWith(short) && /^(?:e?d|e?r|ing|ly|al|or|y|n|able)$/.test(long.slice(short.length));
}

/** Things of other sorts may share a name. */
export const mayClash = (one: Sort, other: Sort): boolean =>
  one === other || one === "unknown" || other === "unknown";
