import { beginningOf } from "./comment-parts.ts";
import { outbound } from "./outbound.ts";

/** What a forge puts around a body, a marker with its facts above all, in characters. */
export const around = 1_000;

/** What is made harmless may be so many times longer: of each "<" it makes "&lt;". */
const longest = 4;

/** What long texts became when they were made harmless: a run asks again and again. */
const known = new Map<string, string>();
const mostKnown = 64;

/** What the forge makes of a text that is posted; once more changes nothing. */
export function harmless(text: string): string {
  const safe = known.get(text) ?? outbound(text);
  if (known.size >= mostKnown) known.clear();
  known.set(text, safe);
  return safe;
}

/** Whether a body is short enough once it is made harmless, which the forge does with all that is posted. */
export function fits(body: string, maxBody: number | null): boolean {
  if (maxBody === null) return true;
  const room = maxBody - around;
  return body.length * longest <= room || (body.length <= room && harmless(body).length <= room);
}

/**
 * A text with as much in it as fits: what `sizes` counts is halved until it does, the first of them down to nothing
 * before the second. Whatever is still too long is cut at its end.
 */
export function shortened<Name extends string>(
  sizes: Readonly<Record<Name, number>>,
  render: (sizes: Readonly<Record<Name, number>>) => string,
  maxBody: number | null,
): string {
  if (maxBody === null) return render(sizes);
  const now: Record<Name, number> = { ...sizes };
  for (;;) {
    const text = render(now);
    if (fits(text, maxBody)) return text;
    const largest = (Object.keys(now) as Name[]).find((name) => now[name] > 0);
    if (largest === undefined) return cut(text, maxBody);
    now[largest] = Math.floor(now[largest] / 2);
  }
}

/** The beginning of a text that fits, with a word that it is one. */
function cut(text: string, maxBody: number): string {
  for (let limit = maxBody - around; ; limit = Math.floor(limit / 2)) {
    const shorter = `${beginningOf(text, Math.max(limit, 500))?.shown ?? text}\n\n_What follows has no room here._`;
    if (fits(shorter, maxBody) || limit < 500) return shorter;
  }
}
