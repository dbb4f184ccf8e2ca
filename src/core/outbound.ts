import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { hiddenCharacters } from "./hidden-characters.ts";
import { isKnotty } from "./hidden-markdown.ts";
import { redact } from "./secrets.ts";

/** `text` stands in the place of what is from `start` to before `end`. */
interface Edit {
  start: number;
  end: number;
  text: string;
}

/** What comes to light by one pass is made harmless by the next; who nests it deeper is shown as he wrote. */
const mostPasses = 6;

/**
 * A text as it may be posted where people and machines read it: without secrets, with nothing that is fetched, runs,
 * calls somebody, closes something, carries data away or passes for a marker. Once more changes nothing.
 */
export function outbound(text: string): string {
  let safe = redact(visible(text));
  for (let pass = 0; pass < mostPasses && !isKnotty(safe); pass++) {
    const once = passed(safe);
    if (once === safe) return safe;
    safe = once;
  }
  const plain = defused(safe);
  return isFenced(plain) ? plain : fenced(plain);
}

/** The body of a pull request. Its first line is the engine's own, and the only one that may close the issue. */
export function outboundRequest(body: string): string {
  const [own] = /^Closes #\d+\.(?=\n|$)/.exec(body) ?? [];
  return own === undefined ? outbound(body) : `${own}${outbound(body.slice(own.length))}`;
}

/** Comments, instructions and the like would be gone from the page; characters without width are gone from here. */
function visible(text: string): string {
  return edited(
    text,
    hiddenCharacters(text).map(({ start, end }) => ({ start, end, text: "" })),
  );
}

function passed(text: string): string {
  const plain = defused(text);
  const code: Edit[] = [];
  const edits: Edit[] = [];
  const nodes = nodesOf(fromMarkdown(plain));
  const hasStrayTicks = nodes.some((node) => node.type === "text" && sourceOf(plain, node).includes("`"));
  for (const node of nodes) {
    const { start, end } = rangeOf(node);
    if (node.type === "code" || node.type === "inlineCode") code.push({ start, end, text: "" });
    const instead = insteadOf(node, plain);
    if (instead !== null) edits.push({ start, end, text: instead });
  }
  const taken = [...edits, ...code];
  return edited(plain, [...edits, ...wordEdits(plain, taken, hasStrayTicks)]);
}

/** What is replaced as a whole; null for everything else. */
function insteadOf(node: Nodes, text: string): string | null {
  switch (node.type) {
    case "html": {
      const escaped = node.value.replaceAll(strangeTag, "&lt;");
      return escaped === node.value ? null : sourceOf(text, node).replaceAll(strangeTag, "&lt;");
    }
    case "image":
      return isOwn(node.url) ? null : picture(node.alt);
    case "imageReference":
      return picture(node.alt);
    case "link":
      return isHarmless(node.url) ? null : wordsOf(node, text);
    case "definition":
      return isHarmless(node.url) ? null : "";
    default:
      return null;
  }
}

/** Mark-up that only lays words out. */
const strangeTag =
  /<(?!\/?(?:details|summary|br|sub|sup|kbd|b|i|em|strong|code|pre|p|ul|ol|li|table|thead|tbody|tr|td|th|hr|h[1-6]|blockquote|del|ins|div|span)(?:\s+(?:open|align="[a-z]+"))*\s*\/?>)/gi;

const picture = (alt: string | null | undefined): string => {
  const words = (alt || "").replaceAll(/[^\p{L}\p{N} .,-]/gu, " ").trim();
  return words === "" ? "(picture)" : `(picture: ${words.slice(0, 100)})`;
};

/** A path within the repository, or a place on the same page. */
const isOwn = (url: string): boolean => !/^\s*(?:[a-z][a-z0-9+.-]*:|[/\\]{2})/i.test(url);

const isHarmless = (url: string): boolean =>
  isOwn(url) || /^mailto:[^?]{1,200}$/i.test(url) || (/^https?:\/\//i.test(url) && bare(url) === url);

/** What a link says, without where it leads. */
function wordsOf(node: Extract<Nodes, { type: "link" }>, text: string): string {
  const [first] = node.children;
  if (!first) return "";
  const source = text.slice(rangeOf(first).start, rangeOf(node.children.at(-1) as Nodes).end);
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|www\.)/i.test(source) ? bare(source) : source;
}

/** How much a query, a fragment or a folder of an address may hold. */
const room = { behind: 80, folder: 80, host: 100 };

/** The address without what could carry data away. */
const bare = (url: string): string =>
  url.replace(
    /^([a-z][a-z0-9+.-]*:\/\/|\/\/|(?=www\.))([^/?#]*)([^?#]*)([^]*)$/i,
    (_, ...parts: string[]) => {
      const [head, host, path, behind] = parts as [string, string, string, string];
      const name = host.slice(host.lastIndexOf("@") + 1).slice(0, room.host);
      const isLong = path.length > 300 || path.split("/").some((folder) => folder.length > room.folder);
      return `${head}${name}${isLong ? "/" : path}${isLong || behind.length > room.behind ? "" : behind}`;
    },
  );

const address = /(?:[a-z][a-z0-9+.-]{1,15}:\/\/|\bwww\.)[^\s<>"'`\])|]{20,}/gi;
const mention =
  /(^|[^\p{L}\p{N}@])(@|&#0*64;|&#x0*40;|&commat;)(?=[a-z0-9])([a-z0-9-]{1,39}(?:\/[a-z0-9_.-]{1,100})?)/giu;

/** "https://shop.io/@me": a part of an address. */
const inAddress = /:\/\/[^\s<>"'`()[\]]*\/$/;

/** Addresses and mentions in the words of the text: what is code, or replaced as a whole, is left alone. */
function wordEdits(text: string, taken: readonly Edit[], hasStrayTicks: boolean): Edit[] {
  const edits: Edit[] = [];
  for (const { index, 0: url } of text.matchAll(address)) {
    const short = bare(url);
    if (short !== url) edits.push({ start: index, end: index + url.length, text: short });
  }
  for (const { index, 0: whole, 1: before = "", 2: at = "", 3: name = "" } of text.matchAll(mention)) {
    const start = index + before.length;
    if (before === "/" && inAddress.test(text.slice(Math.max(0, start - 300), start))) continue;
    const isSimple =
      at === "@" && !hasStrayTicks && /^[\s(,;:*]?$/.test(before) && text[index + whole.length] !== "`";
    const isTicked = isSimple && !isInHtml(text, start);
    edits.push({ start, end: index + whole.length, text: isTicked ? `\`@${name}\`` : `${at} ${name}` });
  }
  const isFree = within(taken);
  return edits.filter(isFree);
}

/** Where a line is HTML, ticks are no code. */
const isInHtml = (text: string, at: number): boolean =>
  /[<>]/.test(text.slice(Math.max(text.lastIndexOf("\n", at), at - 400), at));

/** Whether a stretch lies apart from those that are taken. */
function within(taken: readonly Edit[]): (edit: Edit) => boolean {
  const ordered = taken.toSorted((a, b) => a.start - b.start);
  return ({ start, end }) => {
    let [low, high] = [0, ordered.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ordered[middle] as Edit).end <= start) low = middle + 1;
      else high = middle;
    }
    const next = ordered[low];
    return !next || next.start >= end;
  };
}

const reference = String.raw`(?:[\w.-]{1,100}\/[\w.-]{1,100})?(?:\\?#|&#0*35;|&#x0*23;|&num;|\bGH-)\d+|https?:\/\/[^\s<>()]{1,200}\/(?:issues|pull|merge_requests|work_items)\/\d+`;
const closing = new RegExp(
  String.raw`\b(clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?)\b([:*_~]{0,4}\s{1,10}[*_~]{0,3}(?:issues?\s{1,5})?)(${reference})`,
  "gi",
);

/** Also in code: keywords that close something, and what a marker of the engine looks like. */
const defused = (text: string): string =>
  text.replaceAll(closing, "$1$2($3)").replaceAll(/<!--(\s{0,20})(?=phasegate)/gi, "<!--$1not ");

/** As it stands, for reading only. */
function fenced(text: string): string {
  const fence = "`".repeat(Math.max(3, longestTicks(text) + 1));
  return `${fence}text\n${text}\n${fence}`;
}

/** Nothing but one block of code, which nothing in it can end. */
function isFenced(text: string): boolean {
  const match = /^(`{3,})text\n([^]*)\n\1$/.exec(text);
  return match !== null && String(match[1]).length > longestTicks(String(match[2]));
}

const longestTicks = (text: string): number =>
  Array.from(text.matchAll(/`+/g)).reduce((longest, [ticks]) => Math.max(longest, ticks.length), 0);

function nodesOf(top: Nodes): Nodes[] {
  const all: Nodes[] = [];
  const rest: Nodes[] = [top];
  for (let node = rest.pop(); node; node = rest.pop()) {
    all.push(node);
    if ("children" in node) rest.push(...node.children.toReversed());
  }
  return all;
}

function rangeOf(node: Nodes): { start: number; end: number } {
  const { start, end } = node.position as NonNullable<Nodes["position"]>;
  return { start: Number(start.offset), end: Number(end.offset) };
}

function sourceOf(text: string, node: Nodes): string {
  const { start, end } = rangeOf(node);
  return text.slice(start, end);
}

/** Of edits within each other the outermost is made. */
function edited(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    if (edit.start < at) continue;
    pieces.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  return [...pieces, text.slice(at)].join("");
}
