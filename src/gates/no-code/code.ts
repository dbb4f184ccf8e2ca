import { type Block, blocksOf, codeEnd, codeStart } from "../markdown.ts";
import { plain } from "./letters.ts";
import { anywhere, atStart, type CodeRule, diagrams, harmless, inBlock, inCode } from "./rules.ts";
import { codeInSpan } from "./spans.ts";

/** A piece of code in a text. */
export interface Code {
  /** Counted from 1. */
  line: number;
  /** "a query". */
  what: string;
  /** What stands there; empty for a whole block. */
  text: string;
}

/** All code in a text, one finding for each piece of it, in order. */
export function codeOf(markdown: string): Code[] {
  return judge(markdown, 0);
}

/** How many texts within texts are looked into. */
const deepest = 3;

function judge(markdown: string, depth: number): Code[] {
  const blocks = blocksOf(plain(markdown));
  const found = blocks.flatMap((block) => inOne(block, depth).slice(0, 1));
  return found.length > 0 ? found : acrossItems(blocks);
}

function inOne(block: Block, depth: number): Code[] {
  switch (block.kind) {
    case "code":
      return block.language === "mermaid" ? inDiagram(block) : inFence(block, depth);
    case "html":
      return inHtml(block);
    case "address":
      return inAddress(block);
    default:
      return inWords(block);
  }
}

/** Every line that breaks a rule. */
function linesIn(block: Block, lines: readonly string[], rules: readonly CodeRule[]): Code[] {
  return lines.flatMap((text, index): Code[] => {
    const what = ruleIn(text, rules);
    return what === null ? [] : [{ line: block.firstLine + index, what, text }];
  });
}

/** The rule that a line breaks; blanks are one blank, so that no run of them costs time. */
function ruleIn(line: string, rules: readonly CodeRule[]): string | null {
  for (const piece of piecesOf(line.replace(/[ \t\u{a0}]+/gu, " "))) {
    const found = rules.find(({ pattern }) => pattern.test(piece));
    if (found) return found.what;
  }
  return null;
}

const longest = 2_000;

/** A long line in pieces that overlap. */
function piecesOf(line: string): string[] {
  if (line.length <= longest) return [line];
  const pieces: string[] = [];
  for (let at = 0; at < line.length; at += longest - 400) pieces.push(line.slice(at, at + longest));
  return pieces;
}

const joined = (block: Block, lines: readonly string[]): Code[] => {
  const text = lines.join(" ").replace(/<\/?(?:br|wbr|p|td|tr|li|span|div|b|i|em)\b[^<>]{0,100}>/giu, " ");
  const what = ruleIn(text, anywhere);
  return what === null ? [] : [{ line: block.firstLine, what, text }];
};

const fenceRules = [...anywhere, ...atStart, ...inCode, ...inBlock];

function inFence(block: Block, depth: number): Code[] {
  const { language, text, line } = block;
  if (language !== "" && !harmless.has(language)) return [{ line, what: `a block of ${language}`, text: "" }];
  const lines = text.split("\n");
  const isMarkdown = language === "markdown" || language === "md";
  const inner = isMarkdown && depth < deepest ? judge(text, depth + 1) : [];
  return [
    ...linesIn(block, lines, fenceRules),
    ...joined(block, lines),
    ...inner.map(({ line: at, what, text: shown }) => ({
      line: at + block.firstLine - 1,
      what,
      text: shown,
    })),
  ];
}

const drawnRules = [...anywhere, ...atStart, ...inCode].filter(({ drawn }) => drawn !== true);

/** A diagram begins with a word that draws one, and holds no line of a program. */
function inDiagram(block: Block): Code[] {
  const lines = block.text.replace(/^\s*---\n[^]{0,2000}?\n---\n/u, "").split("\n");
  const first = lines.find((line) => line.trim() !== "" && !line.trim().startsWith("%%")) ?? "";
  const word = first.trim().split(/[\s;]/u, 1)[0]?.toLowerCase() ?? "";
  if (!diagrams.has(word))
    return [{ line: block.line, what: "a block of mermaid that is no diagram", text: first }];
  return linesIn(block, block.text.split("\n"), drawnRules);
}

const isRow = (line: string): boolean => /^\s{0,3}\|/u.test(line);

/** Cells of a row of a table; any other line as it is. */
const cellsOf = (line: string): string[] =>
  isRow(line)
    ? line
        .replaceAll("\\|", "¦")
        .split("|")
        .slice(1)
        .map((cell) => cell.trim())
    : [line];

const proseRules = [...anywhere, ...atStart];

function inWords(block: Block): Code[] {
  const lines = block.text.split("\n");
  const spans = [...block.text.matchAll(/\u{e000}([^\u{e000}\u{e001}]*)\u{e001}/gu)];
  return [
    ...spans.flatMap((match): Code[] => {
      const what = codeInSpan(match[1] ?? "");
      const line = block.firstLine + block.text.slice(0, match.index).split("\n").length - 1;
      return what === null ? [] : [{ line, what, text: match[1] ?? "" }];
    }),
    ...lines.flatMap((line, index) => inLine(line, block.firstLine + index)),
    ...joined(
      block,
      lines.flatMap((line) => cellsOf(unmarked(line))),
    ),
    ...columnsOf(lines).flatMap((column) => joined(block, column)),
  ];
}

/** Each cell by itself, then the line as it reads with its inline code. */
function inLine(line: string, at: number): Code[] {
  const cell = cellsOf(withoutSpans(line)).find((each) => ruleIn(each, proseRules) !== null);
  const text = cell ?? cellsOf(unmarked(line)).join(" ");
  const what = ruleIn(text, cell === undefined ? anywhere : proseRules);
  return what === null ? [] : [{ line: at, what, text }];
}

/** Inline code is a name within a sentence; what it says is looked at on its own. */
const withoutSpans = (line: string): string => line.replace(/\u{e000}[^\u{e000}\u{e001}]*\u{e001}/gu, "`…`");

const unmarked = (line: string): string => line.replaceAll(codeStart, "").replaceAll(codeEnd, "");

/** Cells below each other, for code that runs down a column. */
function columnsOf(lines: readonly string[]): string[][] {
  const rows = lines
    .filter((line) => isRow(line) && !/^[\s|:-]*$/u.test(line))
    .map((line) => cellsOf(unmarked(line)));
  const width = Math.min(40, Math.max(0, ...rows.slice(0, 5).map((row) => row.length)));
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? ""));
}

/** HTML that a reader does not see as such: comments, details, what stands between tags of code. */
function inHtml(block: Block): Code[] {
  const text = unmarked(block.text);
  const found = linesIn(block, text.split("\n"), anywhere);
  if (found.length > 0) return found;
  const isCode = /<(?:code|kbd|samp|tt|xmp|plaintext|textarea)\b/iu.test(text);
  const inner = text
    .replace(/<!--|-->/gu, "\n")
    .replace(/<[^<>]{0,500}>/gu, " ")
    .replace(/&(lt|gt|amp|quot|#39|#x27);/gu, (_, name: string) => entities[name] ?? "");
  const lines = inner.split("\n");
  return [...linesIn(block, lines, isCode ? fenceRules : proseRules), ...joined(block, lines)];
}

const entities: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  "#39": "'",
  "#x27": "'",
};

function inAddress(block: Block): Code[] {
  const [address = "", ...title] = block.text.split("\n");
  if (/^\s*(?:javascript|data|vbscript):/iu.test(address))
    return [{ line: block.line, what: "an address that is code", text: address }];
  return linesIn(block, title, proseRules);
}

/** Code that is cut over the items of a list or over paragraphs. */
function acrossItems(blocks: readonly Block[]): Code[] {
  const lists = new Map<number, Block[]>();
  for (const block of blocks) {
    if (block.kind !== "words" || block.list < 0) continue;
    const items = lists.get(block.list);
    if (items) items.push(block);
    else lists.set(block.list, [block]);
  }
  return [...lists.values()].flatMap((items) => {
    const [first] = items;
    return first
      ? joined(
          first,
          items.map(({ text }) => unmarked(text).replaceAll("\n", " ")),
        ).slice(0, 1)
      : [];
  });
}
