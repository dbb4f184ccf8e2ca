import { fromMarkdown } from "mdast-util-from-markdown";
import type { Code, Nodes } from "mdast";
import { sectionsOf } from "../markdown.ts";

/** The JSON of the one block under the one heading "Verdict"; throws an Error that tells the reviewer what is wrong. */
export function verdictJson(review: string): unknown {
  const block = verdictBlock(review);
  const other = otherVerdict(review, block);
  if (other) {
    const line = other.position?.start.line ?? 0;
    throw new Error(
      `line ${line} holds another verdict; leave it out: only the block under "## Verdict" counts`,
    );
  }
  const value = read(block.value);
  const twice = repeatedKey(block.value);
  if (twice !== null) throw new Error(`the verdict says ${twice} twice; say it once`);
  return value;
}

function verdictBlock(review: string): Code {
  const sections = sectionsOf(review).filter(({ title }) => title.trim().toLowerCase() === "verdict");
  if (sections.length > 1)
    throw new Error(`the review has ${sections.length} headings "Verdict"; end it with one`);
  const blocks = (sections[0]?.nodes ?? []).filter((node) => node.type === "code");
  const [block] = blocks;
  if (!block) throw new Error('the review has no ```json block under "## Verdict"');
  if (blocks.length > 1)
    throw new Error(`"## Verdict" holds ${blocks.length} blocks; it must hold exactly one`);
  const fence = review.slice(block.position?.start.offset).split("\n", 1)[0] ?? "";
  if (!/^`{3,}\s*json\s*$/i.test(fence))
    throw new Error('the block under "## Verdict" must begin with a line of ```json');
  return block;
}

/** A block anywhere else that reads like a verdict: people and the engine could take different words for the last. */
function otherVerdict(review: string, own: Code): Code | undefined {
  const offset = own.position?.start.offset;
  return codeIn(fromMarkdown(review)).find(
    (block) => block.position?.start.offset !== offset && isVerdict(block.value),
  );
}

/** Blocks of code that the author says, not those in a quotation. */
function codeIn(root: Nodes): Code[] {
  const found: Code[] = [];
  const stack: Nodes[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === "code") found.push(node);
    else if ("children" in node && node.type !== "blockquote") stack.push(...(node.children as Nodes[]));
  }
  return found;
}

function isVerdict(text: string): boolean {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null && "verdict" in value;
  } catch {
    return false;
  }
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`the verdict is not JSON: ${String(error).replace(/^\w*Error: /, "")}`, { cause: error });
  }
}

const token = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}]/g;

/** The first key that stands twice in one object of a text that is JSON; a parser would take the last in silence. */
function repeatedKey(json: string): string | null {
  const open: Set<string>[] = [];
  for (const [text, colon] of json.matchAll(token)) {
    if (text === "{") open.push(new Set());
    else if (text === "}") open.pop();
    else if (colon !== undefined) {
      const key = String(JSON.parse(text.slice(0, -colon.length)));
      if (open.at(-1)?.has(key)) return key;
      open.at(-1)?.add(key);
    }
  }
  return null;
}
