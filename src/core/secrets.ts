import { type SecretRule, secretRules } from "./secret-rules.ts";
import { type Range, viewsOf } from "./secret-views.ts";

/** A stretch of text that is a secret; nothing here repeats it. */
export interface Secret extends Range {
  rule: string;
  /** What it is, in words, with as much of it as gives nothing away. */
  says: string;
}

/** How much is looked at at once, and how far each look reaches into the next. */
const window = 1_000_000;
const overlap = 12_000;

/** All secrets of a text in their order, also those in a cheap disguise. `path` is the file that holds it, if any. */
export function secretsIn(text: string, path = ""): Secret[] {
  const found: Secret[] = [];
  for (let from = 0; from === 0 || from + overlap < text.length; from += window - overlap) {
    const here = secretsHere(text.slice(from, from + window), path);
    for (const { start, end, ...rest } of here) found.push({ start: start + from, end: end + from, ...rest });
  }
  return apart(found);
}

function secretsHere(text: string, path: string): Secret[] {
  const found: Secret[] = [];
  let isPlain = true;
  for (const view of viewsOf(text)) {
    for (const rule of secretRules) {
      if (rule.byName && !isPlain) continue;
      for (const range of matchesOf(rule, view.text, path)) {
        const place = view.placeOf(range);
        found.push({ ...place, rule: rule.name, says: saysOf(rule, place, isPlain) });
      }
    }
    isPlain = false;
  }
  return found;
}

/** The text with each secret replaced by a word on what it was; once more changes nothing. */
export function redact(text: string): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end, rule } of secretsIn(text)) {
    pieces.push(text.slice(at, start), `[removed: ${rule}]`);
    at = end;
  }
  return [...pieces, text.slice(at)].join("");
}

function* matchesOf(rule: SecretRule, text: string, path: string): Generator<Range> {
  for (const match of text.matchAll(rule.of)) {
    const range = rule.widens ? widened(text, match) : rangeOf(match, rule.group);
    if (!rule.honest?.(text.slice(range.start, range.end), match, path)) yield range;
  }
}

function rangeOf(match: RegExpExecArray, group: number | undefined): Range {
  if (group === undefined) return { start: match.index, end: match.index + match[0].length };
  const [start, end] = (match.indices as RegExpIndicesArray)[group] as [number, number];
  return { start, end };
}

const wide = 400;

function widened(text: string, { index, 0: match }: RegExpExecArray): Range {
  const before = text.slice(Math.max(0, index - wide), index);
  const tail = before.length - before.replace(/[A-Za-z0-9_-]*$/, "").length;
  return { start: index - tail, end: index + match.length };
}

const saysOf = ({ says }: SecretRule, { start, end }: Range, isPlain: boolean): string =>
  `${says} of ${end - start} characters${isPlain ? "" : ", in disguise"}`;

/** In their order; those that overlap are one. */
function apart(secrets: Secret[]): Secret[] {
  const all: Secret[] = [];
  for (const secret of secrets.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = all.at(-1);
    if (last && secret.start < last.end) last.end = Math.max(last.end, secret.end);
    else all.push(secret);
  }
  return all;
}
