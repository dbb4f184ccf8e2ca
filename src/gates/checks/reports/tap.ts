import type { TestOutcome } from "../../../core/evidence.ts";
import { looksLikeFile, type Parsed, type ParsedTest, unloaded } from "./parsed.ts";

interface Result {
  indent: number;
  name: string;
  outcome: TestOutcome;
  file: string;
  children: Result[];
}

/** Deeper than people nest; beyond it the report is not believed. */
const deepest = 100;

/**
 * The Test Anything Protocol, versions 12 to 14. Node and tap put a group's tests, indented, before the group's own
 * line; vitest puts them after it, in braces.
 */
export function parseTap(text: string): Parsed {
  const reader = new TapReader();
  for (const line of text.split(/\r?\n/)) reader.read(line);
  return { tests: reader.end().flatMap((result) => testsOf(result, "", [])) };
}

class TapReader {
  private readonly top: Result[] = [];
  /** The results of the innermost braces last. */
  private readonly frames: Result[][] = [this.top];
  private detailsAt = -1;
  private planned: number | null = null;

  read(line: string): void {
    const words = line.trim();
    const indent = line.length - line.trimStart().length;
    if (this.detailsAt >= 0) this.readDetail(words, indent);
    else if (words === "---") this.detailsAt = indent;
    else this.readLine(words, indent);
  }

  private readLine(words: string, indent: number): void {
    if (indent === 0 && words.startsWith("Bail out!")) throw new Error(`the run was given up: ${words}`);
    const plan = indent === 0 ? /^1\.\.(\d+)(?:\s|$)/.exec(words)?.[1] : undefined;
    if (plan !== undefined) this.planned = (this.planned ?? 0) + Number(plan);
    if (words === "}" && this.frames.length > 1) this.frames.pop();
    const result = /^(not )?ok\b\s*(?:\d+\b)?\s*(?:- )?(.*)$/.exec(words);
    if (result) this.add(indent, result[1] !== undefined, result[2] ?? "");
  }

  private readDetail(words: string, indent: number): void {
    if (words === "..." && indent <= this.detailsAt) this.detailsAt = -1;
    const at = /^(?:location|at|file(?:name)?): ['"]?(?:file:\/\/)?(.+?)(?::\d+)*['"]?$/.exec(words)?.[1];
    const last = this.frames.at(-1)?.at(-1);
    if (at !== undefined && last?.file === "" && looksLikeFile(at)) last.file = at;
  }

  private add(indent: number, isBad: boolean, text: string): void {
    const opens = text.endsWith("{");
    const { name, outcome } = read(isBad, opens ? text.slice(0, -1) : text);
    const frame = this.frames.at(-1) ?? this.top;
    const children = [];
    for (let last = frame.at(-1); last && last.indent > indent; last = frame.at(-1)) {
      children.unshift(last);
      frame.pop();
    }
    frame.push({ indent, name, outcome, file: "", children });
    if (opens) this.frames.push(children);
    if (this.frames.length > deepest) throw new Error("its groups are nested too deeply");
  }

  /** The results at the top; throws when there are not as many as were planned. */
  end(): Result[] {
    if (this.frames.length > 1 || this.detailsAt >= 0 || this.planned === null)
      throw new Error("it is cut off before its end, or no TAP");
    const top = this.top.filter(({ indent }) => indent === 0);
    if (top.length === this.planned) return top;
    throw new Error(`it is cut off: ${this.planned} results were planned, ${top.length} are there`);
  }
}

function read(isBad: boolean, text: string): { name: string; outcome: TestOutcome } {
  const at = text.search(/(?<!\\)#\s*(?:SKIP|TODO|time=|duration_ms)/i);
  const directive = at < 0 ? "" : text.slice(at).replace(/^#\s*/, "").toUpperCase();
  const name = (at < 0 ? text : text.slice(0, at)).trim().replaceAll(/\\([#\\])/g, "$1");
  if (directive.startsWith("SKIP")) return { name, outcome: "skipped" };
  if (directive.startsWith("TODO")) return { name, outcome: "todo" };
  return { name, outcome: isBad ? "failed" : "passed" };
}

/** The tests of a group; the group itself when it failed without any of them, and what has no parts. */
function testsOf(result: Result, file: string, groups: readonly string[]): ParsedTest[] {
  const { name, outcome, children } = result;
  if (groups.length > deepest) throw new Error("its groups are nested too deeply");
  const isFile = groups.length === 0 && looksLikeFile(name) && /[/.][^/.]+\./.test(name);
  const own = (isFile ? name : result.file) || file;
  if (children.length === 0) return [{ file: own, name: isFile ? [unloaded] : [...groups, name], outcome }];
  const inner = children.flatMap((child) => testsOf(child, own, isFile ? groups : [...groups, name]));
  const isExplained = outcome !== "failed" || inner.some((test) => test.outcome === "failed");
  return isExplained
    ? inner
    : [...inner, { file: own, name: isFile ? [unloaded] : [...groups, name], outcome }];
}
