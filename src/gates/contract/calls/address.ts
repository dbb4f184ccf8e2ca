import type { Piece } from "./text.ts";

/** One piece of a path: a text, or what may vary; both when they meet in one piece. */
export type Segment = readonly Piece[];

/** Where a request goes, as far as the source says. */
export interface Address {
  /** What stands before the path and is only known when the program runs; null when the path begins at the top. */
  base: string | null;
  segments: readonly Segment[];
  /** Names in the query that are written out. */
  query: readonly string[];
  /** The path may go on, or a query may follow. */
  isOpen: boolean;
}

/** Null when it goes to another host, or nothing of it can be told. */
export function addressOf(url: readonly Piece[], hosts: ReadonlySet<string>): Address | null {
  const { pieces, base } = rooted(url, hosts);
  if (!pieces) return null;
  const mark = pieces.findIndex((piece) => typeof piece === "string" && /[?#]/.test(piece));
  const path = mark === -1 ? pieces : [...pieces.slice(0, mark), textBefore(pieces[mark])];
  const query = mark === -1 ? [] : [textAfter(pieces[mark]), ...pieces.slice(mark + 1)];
  const segments = segmentsOf(path);
  const last = segments.at(-1) ?? [];
  return {
    base,
    segments,
    query: namesIn(query),
    isOpen: mark === -1 && last.length > 1 && typeof last.at(-1) !== "string",
  };
}

const textBefore = (piece: Piece | undefined): string =>
  typeof piece === "string" ? (piece.split(/[?#]/)[0] ?? "") : "";

const textAfter = (piece: Piece | undefined): string =>
  typeof piece === "string" ? piece.slice(piece.search(/[?#]/)) : "";

/** The url from its path on, and what stands before that. */
function rooted(
  url: readonly Piece[],
  hosts: ReadonlySet<string>,
): { pieces: Piece[] | null; base: string | null } {
  const [first, ...rest] = merged(url);
  if (first === undefined) return { pieces: null, base: null };
  if (typeof first !== "string") {
    const [next] = rest;
    return typeof next === "string" && next.startsWith("/")
      ? { pieces: rest, base: first.hole }
      : { pieces: null, base: null };
  }
  const origin = /^(?:https?:)?\/\/([^/?#]+)/i.exec(first);
  if (origin) {
    const isOurs =
      hosts.has((origin[1] ?? "").toLowerCase()) || /^(localhost|127\.0\.0\.1)(:|$)/.test(origin[1] ?? "");
    return { pieces: isOurs ? [first.slice(origin[0].length), ...rest] : null, base: null };
  }
  if (first.startsWith("/")) return { pieces: [first, ...rest], base: null };
  // Without a slash it is below whatever the client has as its base.
  return /^[\w-]+\//.test(first)
    ? { pieces: [`/${first}`, ...rest], base: "the client's base" }
    : { pieces: null, base: null };
}

function merged(url: readonly Piece[]): Piece[] {
  const all: Piece[] = [];
  for (const piece of url) {
    const last = all.at(-1);
    if (typeof piece === "string" && typeof last === "string") all[all.length - 1] = last + piece;
    else if (piece !== "") all.push(piece);
  }
  return all;
}

function segmentsOf(path: readonly Piece[]): Segment[] {
  const segments: Piece[][] = [[]];
  for (const piece of path) {
    if (typeof piece !== "string") {
      segments.at(-1)?.push(piece);
      continue;
    }
    for (const [index, text] of piece.split("/").entries()) {
      if (index > 0) segments.push([]);
      if (text !== "") segments.at(-1)?.push(text);
    }
  }
  return segments.filter((segment) => segment.length > 0);
}

/** Names of the fields of a query; where one is not written out, the rest is not read. */
function namesIn(query: readonly Piece[]): string[] {
  const text = merged(query)
    .map((piece) => (typeof piece === "string" ? piece : "\u0000"))
    .join("");
  return text
    .replace(/#.*$/s, "")
    .replace(/^\?/, "")
    .split("&")
    .flatMap((pair) => {
      const name = pair.split("=")[0] ?? "";
      return pair.includes("=") && /^[\w.-]+$/.test(name) ? [name] : [];
    });
}

/** Longer paths are nobody's, and are not gone through. */
const longest = 16;

export type Fit = "exactly" | "maybe" | "no";

/** Whether a request's path can be the path of an operation, where "" is what varies. */
export function fit({ segments, isOpen }: Pick<Address, "segments" | "isOpen">, own: readonly string[]): Fit {
  if (segments.length === own.length && segments.every((segment, at) => isOne(segment, own[at] ?? "")))
    return segments.some(isMixed) ? "maybe" : "exactly";
  return segments.length > longest || reaches(segments, own, isOpen) ? "maybe" : "no";
}

const isMixed = (segment: Segment): boolean => segment.length > 1;

function isOne(segment: Segment, own: string): boolean {
  const [only] = segment;
  if (own === "" || (segment.length === 1 && typeof only !== "string")) return true;
  if (segment.length === 1) return only === own;
  return patternOf(segment).test(own);
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);

const patternOf = (segment: Segment): RegExp =>
  new RegExp(`^${segment.map((piece) => (typeof piece === "string" ? escaped(piece) : ".*")).join("")}$`);

/** What varies may be several pieces of a path, and at its end none. */
function reaches(segments: readonly Segment[], own: readonly string[], isOpen: boolean): boolean {
  const [first, ...rest] = segments;
  if (!first) return own.length === 0 || isOpen;
  const varies = first.some((piece) => typeof piece !== "string");
  if (varies && rest.length === 0 && own.length === 0 && first.length === 1) return true;
  const [piece, ...others] = own;
  if (piece === undefined) return false;
  if (isOne(first, piece) && reaches(rest, others, isOpen)) return true;
  if (!varies || !couldBegin(first, piece)) return false;
  return others.some((_, at) => reaches(rest, others.slice(at + 1), isOpen));
}

function couldBegin([first]: Segment, own: string): boolean {
  return typeof first !== "string" || own === "" || own.startsWith(first);
}
