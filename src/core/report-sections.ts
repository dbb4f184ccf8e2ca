import { linesOf, ranks } from "./markdown-lines.ts";

/** What stands under one level-2 heading; the title is empty for what stands before the first. */
interface Section {
  title: string;
  text: string;
}

/** A Markdown text by its level-2 headings; a level-1 heading begins a section without a title. */
export function sectionsOf(markdown: string): Section[] {
  const sections: Section[] = [{ title: "", text: "" }];
  for (const { text, rank } of linesOf(markdown)) {
    const [, marks = "", title = ""] =
      (rank === ranks.heading && /^(#{1,2})\s+(.*?)\s*#*\s*$/.exec(text)) || [];
    if (marks === "") (sections.at(-1) as Section).text += text;
    else sections.push({ title: marks === "##" ? title : "", text: "" });
  }
  return sections.map(({ title, text }) => ({ title, text: text.trim() }));
}

/** What one role says under a heading. */
interface Saying {
  artifact: string;
  text: string;
}

/** What artifacts say under a heading, in their order, each thing once; who says nothing is left out. */
export function gathered(artifacts: Readonly<Record<string, string>>, heading: string): Saying[] {
  const known = new Set<string>();
  return Object.entries(artifacts).flatMap(([artifact, markdown]) => {
    const text = sectionsOf(markdown)
      .filter(({ title }) => title.toLowerCase() === heading.toLowerCase())
      .flatMap((section) => blocksOf(section.text))
      .filter((block) => saysSomething(block) && isNew(known, block))
      .join("")
      .trim();
    return text === "" ? [] : [{ artifact, text }];
  });
}

const beginsBlock = /^(?:[-*+]|\d{1,9}[.)]|#{1,6})\s/;

/** Items of lists and paragraphs, each with what belongs to it, in their order; blocks of code stay whole. */
function blocksOf(text: string): string[] {
  const blocks: string[] = [];
  let wasBlank = true;
  for (const { text: line, closes } of linesOf(`${text}\n`)) {
    const isBlank = line.trim() === "";
    const begins = closes === "" && (beginsBlock.test(line) || (wasBlank && /^\S/.test(line)));
    if (begins || blocks.length === 0) blocks.push(line);
    else blocks.push(`${blocks.pop()}${line}`);
    wasBlank = isBlank;
  }
  return blocks;
}

const emptyWord =
  /^(?:[-*+]\s+)?[*_]*(?:none|nothing|n\/a|no (?:deviations?|risks?|decisions?)(?: (?:from|of|in|to) [^\n]{0,30})?)[.!]?[*_]*$/i;

const saysSomething = (block: string): boolean => !emptyWord.test(block.trim());

/** The same words with other marks are the same. */
function isNew(known: Set<string>, block: string): boolean {
  const words = block
    .replace(beginsBlock, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  if (words === "" || known.has(words)) return false;
  known.add(words);
  return true;
}
