/** Lines that stand where something is still to be written. A line that only begins so may go on with words. */
const placeholders: readonly RegExp[] = [
  /^(?:to-?do|tbd|tba|tbc|fixme|xxx+|wip)\b/iu,
  /^to be (?:done|decided|defined|determined|written|added|completed|announced|confirmed|continued|specified|filled(?: in)?|provided)(?: later| soon)?$/iu,
  /^(?:(?:still )?to do|(?:coming|come) soon|work in progress|in progress|pending|later|placeholder|not (?:yet )?written(?: yet)?|same|etc|and so on|dummy(?: text)?|sample text|text|content|description|empty|blank|section)$/iu,
  /^lorem ipsum\b/iu,
  /^(?:please )?(?:describe|fill(?: this)? in|insert|write|add|put|enter|complete|replace) (?:[\w' -]{1,60} )?(?:here|below|this|in|later)$/iu,
  /^(?:your|some|the) (?:text|words|content|answer|plan|description)(?: goes)? here$/iu,
  /^(?:\[[^\]\n]{1,200}\]|<[^>\n]{1,200}>|\{\{?[^}\n]{1,200}\}?\})$/u,
];

/** A line without the signs around its words. */
const bare = (line: string): string =>
  line
    .replace(/^[\s\p{P}\p{S}]+(?=[\p{L}\p{N}[<{])/u, (signs) =>
      /[[<{]$/u.test(signs) ? signs.slice(-1) : "",
    )
    .replace(/[\s.,:;!?…*_~`-]+$/u, "")
    .trim();

const words = (text: string): string => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");

/** Of a section that says nothing, what stands there; null when it says something. Lines without a word say nothing. */
export function placeholderIn(title: string, text: string): string | null {
  const lines = text
    .split(/[\n|]/u)
    .map((line) => line.trim())
    .filter((line) => /[\p{L}\p{N}]/u.test(line));
  if (lines.length === 0) return "";
  const isNothing = (line: string): boolean =>
    words(line) === words(title) || placeholders.some((pattern) => pattern.test(bare(line).slice(0, 400)));
  return lines.every(isNothing) || words(lines.join(" ")) === words(title) ? (lines[0] ?? "") : null;
}
