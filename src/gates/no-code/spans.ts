import { anywhere, atStart, type CodeRule, inCode } from "./rules.ts";

/** What inline code is there for: names, paths, operations, patterns, values. */
const names: readonly RegExp[] = [
  /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|QUERY)\s\/\S*$/u,
  /^\/[^\s;]*$/u,
  /^\^[^\s;]*\$$/u,
  /^&[\w#]{1,20};$/u,
  /^[\w-]{1,60}(?::\s?[\w/.+*-]{1,60})?(?:;\s?[\w-]{1,40}(?:=[\w".-]{1,60})?){1,6}$/u,
];

/** Types of columns and colours, which take numbers as names do. */
const measured =
  /^(?:n?varchar2?|n?char|character|string|numeric|decimal|float|double|u?int\d{0,2}|bigint|smallint|bit|(?:var)?binary|text|timestamp(?:tz)?|time|datetime|enum|rgba?|hsla?)\(\s?[\d.,\s%/]{1,40}\)$/iu;

/** The rule that a span of inline code breaks, or null. */
export function codeInSpan(text: string): string | null {
  const span = text.trim();
  if (names.some((pattern) => pattern.test(span)) || measured.test(span)) return null;
  return ruleIn(span, [...anywhere, ...atStart, ...inCode]) ?? (isCall(span) ? "a call" : dataIn(span));
}

const ruleIn = (line: string, rules: readonly CodeRule[]): string | null =>
  rules.find(({ pattern }) => pattern.test(line))?.what ?? null;

/** A call with arguments; one plain word between the brackets is how a name is written with its parameter. */
function isCall(span: string): boolean {
  const match =
    /^@?(?:(?:new|await)\s)?[\w$]{1,80}(?:(?:\.|::|->)[\w$]{1,80}){0,8}(?:<[\w, ]{1,60}>)?\((.*)\)\s?[!?]?$/u.exec(
      span.slice(0, 2_000),
    );
  const inner = match?.[1]?.trim() ?? "";
  if (/^(?:new|await)\s/u.test(span)) return inner !== "";
  return inner !== "" && !/^(?:\.\.\.|…|[\w$]{1,60}|--[\w-]{1,60})$/u.test(inner);
}

/** An object with two fields or more, or with one inside another. */
function dataIn(span: string): string | null {
  if (!/^[\w$]{0,60}\s?[{[]/u.test(span)) return null;
  const pairs = span.slice(0, 2_000).match(/["']?[\w$-]{1,60}["']?\??\s?:\s?[^\s:]/gu)?.length ?? 0;
  return pairs >= 2 || (pairs === 1 && /[{[].*[{[]/u.test(span)) ? "data in code" : null;
}
