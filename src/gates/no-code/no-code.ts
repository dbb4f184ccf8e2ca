import type { Nodes } from "mdast";
import type { Gate } from "../gate.ts";
import { inspect } from "../inspection.ts";
import { nodesOf, textOf } from "../markdown.ts";

/** Fences that hold a diagram or plain words. */
const harmless = new Set(["mermaid", "text", "txt", "plain", "markdown", "md"]);

/** Lines that only a program has; prose about one does not look like this. */
const codeLines: readonly RegExp[] = [
  /^\s*(import|export)\s.+\sfrom\s+["']/,
  /^\s*(export\s+)?(default\s+)?(async\s+)?function\s*\*?\s*\w*\s*\(/,
  /^\s*(export\s+)?(const|let|var)\s+[\w{[][^=]*=/,
  /^\s*(export\s+)?(abstract\s+)?(class|interface|enum)\s+\w+[^.]*\{\s*$/,
  /^\s*(export\s+)?type\s+\w+(<.*>)?\s*=\s/,
  /^\s*(def|async def)\s+\w+\(.*\).*:\s*$/,
  /^\s*(if|for|while|switch)\s*\(.*\)\s*\{\s*$/,
  /^\s*return\s.*;\s*$/,
  /^\s*(public|private|protected)\s+\w.*[{;]\s*$/,
  /^\s*func\s+\w+\(.*\{\s*$/,
  /^\s*(pub\s+)?fn\s+\w+.*\{\s*$/,
  /^\s*#include\s*[<"]/,
  /^\s*(SELECT\s.+\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|CREATE\s+(TABLE|INDEX|VIEW)\s|ALTER\s+TABLE\s)/i,
  /=>\s*\{\s*$/,
];

/** A plan says what is built and never how: no code in any language. */
export const noCode: Gate = {
  name: "no-code",
  check(context) {
    const mistakes = [...nodesOf(context.artifact)].flatMap(mistakesIn);
    return inspect(context, "no-code", {
      what: `code in ${context.duty.writes}`,
      passed: `${context.duty.writes} holds no code`,
      mistakes: mistakes.slice(0, 10),
    });
  },
};

function mistakesIn(node: Nodes): string[] {
  const at = `line ${node.position?.start.line ?? 1}`;
  const remedy = "describe it in words, a table or a diagram";
  if (node.type === "code") {
    const language = (node.lang ?? "").toLowerCase();
    if (language !== "" && !harmless.has(language)) return [`${at}: a block of ${language}; ${remedy}`];
    const line = node.value.split("\n").find(isCode);
    return line === undefined ? [] : [`${at}: code ("${line.trim().slice(0, 80)}"); ${remedy}`];
  }
  const line = wordsOf(node)
    ?.split("\n")
    .find((each) => isCode(each) || (node.type === "html" && embedded.test(each)));
  return line === undefined ? [] : [`${at}: code ("${line.trim().slice(0, 80)}"); ${remedy}`];
}

const embedded = /<(script|style|pre)\b/i;

/** The words of a line as a person reads them: mark-up that interrupts code does not hide it. */
function wordsOf(node: Nodes): string | null {
  if (node.type === "html") return node.value;
  if (node.type === "paragraph" || node.type === "heading") return node.children.map(phraseOf).join("");
  return null;
}

/** Inline code is a name within a sentence; what it says is not looked at. */
const phraseOf = (node: Nodes): string =>
  node.type === "inlineCode"
    ? "`…`"
    : "children" in node
      ? node.children.map(phraseOf).join("")
      : textOf(node);

const isCode = (line: string): boolean => codeLines.some((pattern) => pattern.test(line));
