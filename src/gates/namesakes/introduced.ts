import { type Block, blocksOf, codeEnd, codeStart } from "../markdown.ts";
import { isFileName, placeOf } from "../references/place.ts";
import { type Endpoint, endpointOf } from "./endpoints.ts";
import { type Name, nameOf, sortOf } from "./names.ts";

/** What a plan calls new. */
export type Introduced = { line: number; text: string } & (
  | { kind: "thing"; name: Name }
  | { kind: "file"; path: string }
  | { kind: "endpoint"; endpoint: Endpoint }
);

const kinds =
  "table|model|entity|collection|type|record|document|component|page|screen|view|dialog|modal|widget|panel|service|repository|store|class|module|hook|enum|interface|controller|handler|manager|provider|struct|schema|resource";
const kind = `(?<kind>${kinds})(?:s|es)?`;
const code = `${codeStart}([^${codeStart}${codeEnd}\\n]{1,200})${codeEnd}`;
const pascal = "\\b([A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+)\\b";
const named = `(?:${code}|${pascal})`;

/** Ways to say that something is new; each names it by inline code or as types are written. */
const sayings: readonly RegExp[] = [
  `\\b[Nn]ew\\s+(?:[\\w-]{1,30}\\s+){0,2}?${kind}(?:\\s*[,:])?\\s+(?:called\\s+|named\\s+)?(?:the\\s+)?${named}`,
  `\\b(?:[Aa]dd|[Aa]dds|[Aa]dded|[Ii]ntroduces?|[Cc]reates?|[Cc]reated|[Dd]efines?|[Bb]uilds?)\\s+(?:an?\\s+|one\\s+|the\\s+)?(?:new\\s+)?${kind}\\s+(?:called\\s+|named\\s+)?${named}`,
  `\\b[Nn]ew\\s+(?:[\\w-]{1,30}\\s+)?${named}\\s+${kind}\\b`,
  `\\b(?:[Aa]dds?|[Ii]ntroduces?|[Cc]reates?)\\s+(?:an?\\s+|one\\s+|the\\s+)${named}\\s+${kind}\\b`,
  `${named}\\s*(?:\\(\\s*|,\\s+|\\s+is\\s+|\\s+are\\s+|\\s+will be\\s+|:\\s*)(?:an?\\s+)?new\\b(?:\\s+${kind})?`,
].map((source) => new RegExp(source, "gu"));
/** What goes on with more of the same. */
const more = new RegExp(`\\s*(?:,\\s*(?:and\\s+)?|and\\s+)${code}`, "uy");

const newCell = /^\W{0,3}(?:new|added|to add|create|yes, new)\b/i;
const oldWords =
  /\b(?:existing|exists|already|as today|today|unchanged|as (?:it|they) (?:is|are)|extends?|change[sd]?|no new|not new)\b/i;
const newWords = /\b(?:new|adds?|added|introduc\w{1,5}|creates?|created)\b/i;

/** All that a plan introduces, each thing once. */
export function introducedBy(markdown: string): Introduced[] {
  const found = new Map<string, Introduced>();
  for (const block of blocksOf(markdown)) {
    if (block.kind !== "words" && block.kind !== "heading") continue;
    for (const each of [...thingsIn(block), ...placesIn(block), ...rowsIn(block)]) {
      const key = each.kind === "thing" ? each.name.key : each.text;
      if (key.length > 2 && !found.has(`${each.kind} ${key}`)) found.set(`${each.kind} ${key}`, each);
    }
  }
  return [...found.values()].slice(0, most);
}

/** No plan calls more things new than this. */
const most = 200;

function thingsIn(block: Block): Introduced[] {
  const { text } = block;
  return sayings.flatMap((saying) =>
    [...text.matchAll(saying)].slice(0, most).flatMap((match): Introduced[] => {
      if (denied.test(text.slice(Math.max(0, match.index - 12), match.index + 3))) return [];
      const word = match.groups?.["kind"] ?? "";
      const names = [nameIn(match[0]), ...moreAfter(text, match.index + match[0].length)];
      const line = block.firstLine + text.slice(0, match.index).split("\n").length - 1;
      return names.flatMap((each) => thing(each, word, line));
    }),
  );
}

const denied = /\b(?:no|not|not an?|without|without an?|nothing)\s+new$/i;

const nameIn = (said: string): string =>
  said.includes(codeStart) ? (said.split(codeStart)[1]?.split(codeEnd)[0] ?? "") : pascalIn(said);

/** "`a`, `b` and `c`": those after the first. */
function moreAfter(text: string, start: number): string[] {
  const names: string[] = [];
  more.lastIndex = start;
  for (let match = more.exec(text); match && names.length < most; match = more.exec(text))
    names.push(match[1] ?? "");
  return names;
}

/** The last, since a sentence may begin with a capital letter. */
const pascalIn = (said: string): string =>
  Array.from(said.matchAll(new RegExp(pascal, "gu")), (match) => match[1] ?? "").findLast(
    (word) => !/^New$/.test(word),
  ) ?? "";

function thing(text: string, word: string, line: number): Introduced[] {
  const isName = /^[\p{L}][\p{L}\p{N} _-]{1,60}$/u.test(text) && !isFileName(text);
  if (!isName) return [];
  const name = nameOf(text);
  const sort = name.sort === "unknown" ? sortOf(word) : name.sort;
  return [{ kind: "thing", name: { ...name, sort }, line, text }];
}

/** Files and endpoints of a sentence or row that says that they are new. */
function placesIn(block: Block): Introduced[] {
  const found: Introduced[] = [];
  let line = block.firstLine;
  for (const sentence of block.text.split(/(?<=[.;!?]\s)(?=\S)|(?<=\n)(?=\s{0,3}\|)/u)) {
    if (newWords.test(sentence) && !oldWords.test(sentence)) {
      const spans = Array.from(sentence.matchAll(new RegExp(code, "gu")), (match) => match[1] ?? "");
      const bare = Array.from(sentence.matchAll(bareEndpoint), ([text]) => text);
      for (const text of [...spans, ...bare]) found.push(...placeIn(text, line));
    }
    line += sentence.split("\n").length - 1;
  }
  return found;
}

const bareEndpoint = /\b(?:GET|POST|PUT|PATCH|DELETE)\s+\/[\w/{}:.$[\]<>-]{0,200}/gu;

function placeIn(text: string, line: number): Introduced[] {
  const endpoint = endpointOf(text);
  if (endpoint) return [{ kind: "endpoint", endpoint, line, text }];
  const place = placeOf(text);
  if (!place || place.line !== null || !place.path.includes("/") || !isFileName(place.path)) return [];
  return [{ kind: "file", path: place.path, line, text }];
}

/** Rows of a table whose cell says "new": what their first cell names. */
function rowsIn(block: Block): Introduced[] {
  const lines = block.text.split("\n");
  if (!/^\s{0,3}\|/.test(lines[0] ?? "")) return [];
  const header = cellsOf(lines[0] ?? "")[0] ?? "";
  const word = new RegExp(kinds, "i").exec(`${header} ${block.headings.at(-1) ?? ""}`)?.[0] ?? "";
  return lines.slice(2).flatMap((line, index): Introduced[] => {
    const cells = cellsOf(line);
    if (!cells.slice(1).some((cell) => newCell.test(cell))) return [];
    const [first = ""] = cells;
    const text =
      first
        .split(/[(,;:]/u, 1)[0]
        ?.replaceAll(codeStart, "")
        .replaceAll(codeEnd, "")
        .trim() ?? "";
    const at = block.firstLine + 2 + index;
    const places = placeIn(text, at);
    return places.length > 0 ? places : thing(text, word, at);
  });
}

const cellsOf = (line: string): string[] =>
  line
    .split("|")
    .slice(1)
    .map((cell) => cell.trim());
