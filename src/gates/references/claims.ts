import { type Block, blocksOf, codeEnd, codeStart } from "../markdown.ts";
import { withoutUnseen } from "../no-code/letters.ts";
import { isFileName, type Place, placeOf } from "./place.ts";

/** What a text says of the repository: a place, and perhaps a symbol that stands there. */
export interface Claim {
  place: Place;
  /** A name that is said to stand there; empty for none. */
  symbol: string;
  /** Line of the text. */
  at: number;
  /** The text says that it is yet to be made. A place with a line exists all the same. */
  isNew: boolean;
  /** The text presents it as a file, so that it need not look like one. */
  isLink: boolean;
}

/** A sentence, a row of a table or an item of a list. */
interface Unit {
  text: string;
  at: number;
  /** No HTML, in which angles are no placeholders. */
  isProse: boolean;
  /** What it stands in or under says that it is about things to come. */
  isAmongNew: boolean;
}

/** Words by which a text says that something does not exist yet, or is about to move. */
const newness =
  /\b(?:new|newly|adds?|added|adding|creates?|created|creating|introduc\w+|will|shall|to be|becomes?|generated?|writes?|written|moves?d?|moving|renam\w+|splits?|extract\w*|replac\w+|copy|copied|copies|future|later|planned|not yet|does not exist|do not exist|missing|no such|there is no|beside it|next to it|goes (?:in|into|to)|go (?:in|into|to)|put (?:in|into)|lives? in a|own file|sibling)\b/i;

/** Words that claim that something is there, against what the heading says. */
const oldness =
  /\b(?:existing|exists?|already|today|currently|as (?:it|they) (?:is|are)|present|known|follows?|following|pattern|reuses?|like|see|show(?:s|n)|uses?)\b/i;

/** Sections in which a plan lists what is to be made. */
const plannedHeading =
  /\b(?:new|changes?|files?|tests?|cases|fixtures|components?|pages?|data|operations?|migrations?|steps?|work|structure|layout|plan|implementation|documentation)\b/i;

/** A word that takes a claim about a symbol back. */
const denial =
  /\b(?:no|not|never|without|lacks?|missing|nothing|none|neither|instead of|rather than|unlike)\b/i;

const isSaidNew = ({ text, isAmongNew }: Unit): boolean =>
  newness.test(text) || (isAmongNew && !oldness.test(text));

/** Everything that a text claims to be in the repository. */
export function claimsOf(markdown: string): Claim[] {
  const claims: Claim[] = [];
  let lead = "";
  for (const block of blocksOf(withoutUnseen(markdown))) {
    if (block.list < 0 || block.text.trimEnd().endsWith(":")) lead = block.text;
    const isAmongNew =
      plannedHeading.test(block.headings.at(-1) ?? "") ||
      newness.test(headerOf(block)) ||
      (block.list >= 0 && lead.trimEnd().endsWith(":") && newness.test(lead));
    if (block.kind === "address") claims.push(...linkClaim(block, isAmongNew));
    else for (const unit of unitsOf(block, isAmongNew)) claims.push(...placesIn(unit), ...symbolsIn(unit));
  }
  return claims;
}

/** The first row of a table; a paragraph or item as a whole. */
const headerOf = ({ text }: Block): string => (isTable(text) ? (text.split("\n", 1)[0] ?? "") : text);

const isTable = (text: string): boolean => /^\s{0,3}\|/m.test(text);

function linkClaim({ text, line }: Block, isAmongNew: boolean): Claim[] {
  const [raw = ""] = text.split("\n", 1);
  const address = decode(raw.replace(/[?#](?!L\d).*$/s, ""));
  const isRelative = !/^(?:[a-z][a-z0-9+-]*:|\/\/|#|$)/i.test(address);
  const place = isRelative ? placeOf(address) : null;
  if (!place || (place.line === null && !place.path.includes("/") && !isFileName(place.path))) return [];
  return [{ place, symbol: "", at: line, isNew: isAmongNew, isLink: true }];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Addresses elsewhere, whose pieces are no paths of ours. */
const elsewhere = /\b[a-z][a-z0-9+-]{1,20}:\/\/[^\s<>\u{e000}\u{e001}]{1,2000}/giu;

/** Sentences of a paragraph, rows of a table; each line of a fence. */
function unitsOf({ text: raw, kind, firstLine }: Block, isAmongNew: boolean): Unit[] {
  const text = raw.replace(elsewhere, (address) => " ".repeat(address.length));
  const units: Unit[] = [];
  const end = kind === "code" || kind === "html" || isTable(text) ? /\n/g : /[.!?;](?=\s+[^a-z\s])/g;
  let start = 0;
  let at = firstLine;
  const push = (to: number): void => {
    const piece = text.slice(start, to);
    if (piece.trim() !== "") units.push({ text: piece, at, isAmongNew, isProse: kind !== "html" });
    at += lineEnds(piece);
    start = to;
  };
  for (const match of text.matchAll(end)) push(match.index + match[0].length);
  push(text.length);
  return units;
}

const lineEnds = (text: string): number => text.split("\n").length - 1;

/** A path and what follows it of its own: a line, a range. Bounded, so that no text takes long. */
const token = /[\w.@~+\-[\]()$/#:–]{2,400}/gu;
const lineAfter =
  /^[\u{e001})\s]{0,3}(?:,?\s{0,2}\(?(?:at|on|in)?\s{0,2}lines?\s{1,2}(\d{1,9})(?:\s?(?:-|–|to|and)\s?(\d{1,9}))?|\s?\(?L(\d{1,9})\b(?:\s?[-–]\s?L?(\d{1,9}))?|:(\d{1,9})(?:[-–](\d{1,9}))?)/u;
const lineBefore =
  /\blines?\s{1,2}(\d{1,9})(?:\s?(?:-|–|to)\s?(\d{1,9}))?\s{1,2}(?:of|in)\s{1,2}(?:the file\s{1,2})?[\u{e000}(]{0,2}$/u;

function placesIn(unit: Unit): Claim[] {
  const claims: Claim[] = [];
  const isNew = isSaidNew(unit);
  let at = unit.at;
  let seen = 0;
  for (const match of unit.text.matchAll(token)) {
    at += lineEnds(unit.text.slice(seen, match.index));
    seen = match.index;
    const raw = trimmed(match[0]);
    const start = match.index + raw.offset;
    const before = unit.text.slice(Math.max(0, start - 80), start);
    const after = unit.text.slice(start + raw.text.length, start + raw.text.length + 60);
    if (unit.isProse && /[<>{}*]$/.test(before)) continue; // what a placeholder begins
    const place = withLine(placeOf(raw.text), before, after);
    if (place?.line === null && raw.text.startsWith("/")) continue; // an address of the product's own
    if (place && isClaim(place, isWholeSpan(before, after)))
      claims.push({ place, symbol: "", at, isNew, isLink: false });
  }
  return claims;
}

/** Without the punctuation of the sentence around it. */
function trimmed(text: string): { text: string; offset: number } {
  const offset = /^[([:#–-]*/u.exec(text)?.[0].length ?? 0;
  let piece = text.slice(offset).replace(/[.:,\-–#([]+$/u, "");
  for (const [open, close] of brackets) {
    while (piece.endsWith(close) && count(piece, close) > count(piece, open)) piece = piece.slice(0, -1);
  }
  return { text: piece.replace(/[.:,\-–]+$/u, ""), offset };
}

const brackets = [
  ["(", ")"],
  ["[", "]"],
] as const;

const count = (text: string, letter: string): number => text.split(letter).length - 1;

/** "`a.ts` line 3", "`a.ts` (L3)", "`a.ts`:3" and "line 3 of `a.ts`" name a line too. */
function withLine(place: Place | null, before: string, after: string): Place | null {
  if (!place || place.line !== null || !isFileName(place.path)) return place;
  const found = lineAfter.exec(after) ?? lineBefore.exec(before);
  if (!found) return place;
  const [line, last] = found.slice(1).filter((each) => each !== undefined);
  return { ...place, line: Number(line), lastLine: Number(last ?? line) };
}

/** The token is all that stands between the marks of inline code. */
const isWholeSpan = (before: string, after: string): boolean =>
  before.endsWith(codeStart) && after.startsWith(codeEnd);

/** With a line, all that is called as a file; without, only a path of several pieces in inline code. */
function isClaim(place: Place, isSpan: boolean): boolean {
  if (isFileName(place.path)) return place.line !== null || (isSpan && /[^/]\/[^/]/.test(place.path));
  if (!place.path.includes("/")) return false;
  return isSpan;
}

const name = /([A-Za-z_$][\w$]{1,80}(?:(?:\.|#|::)[A-Za-z_$][\w$]{0,80}){0,4})(?:\(\))?/u.source;
const span = (inner: string): string => `${codeStart}${inner}${codeEnd}`;
const anyPath = /([^\s\u{e000}\u{e001}]{2,400})/u.source;
const verbs =
  "exports|declares|defines|holds|contains|provides|offers|implements|calls|exposes|has|registers|mounts";
const symbolThenPath = new RegExp(
  `${span(name)}(?:\\s+(?:is|are|lives?|stands?|sits?|which is|that is))?(?:\\s+(?:defined|declared|exported|implemented|found|shown|registered|mounted))?(?:\\s+(?:in|at|from|by)\\s+|\\s*\\()${span(anyPath)}`,
  "gu",
);
const pathThenSymbol = new RegExp(
  `${span(anyPath)}\\)?,?\\s+(?:already\\s+|which\\s+|that\\s+|now\\s+)?(?:${verbs})\\s+(?:(?:the|a|an|its|our|one|function|class|method|hook|helper|component|type|interface|model)\\s+){0,3}${span(name)}`,
  "gu",
);

/** Symbols of which a sentence says that they stand at a place. */
function symbolsIn({ text, at }: Unit): Claim[] {
  if (!text.includes(codeStart) || denial.test(text)) return [];
  const pairs = [
    ...Array.from(text.matchAll(symbolThenPath), ({ 1: symbol = "", 2: path = "", index }) => ({
      symbol,
      path,
      index,
    })),
    ...Array.from(text.matchAll(pathThenSymbol), ({ 1: path = "", 2: symbol = "", index }) => ({
      symbol,
      path,
      index,
    })),
  ];
  const isNew = newness.test(text);
  return pairs.flatMap(({ symbol, path, index }): Claim[] => {
    const place = placeOf(path);
    if (!place || !isFileName(place.path) || isFileName(symbol)) return [];
    return [{ place, symbol, at: at + lineEnds(text.slice(0, index)), isNew, isLink: false }];
  });
}
