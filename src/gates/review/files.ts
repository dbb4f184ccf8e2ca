import type { GateContext } from "../gate.ts";
import { nearest } from "../references/near.ts";
import { placeOf } from "../references/place.ts";
import { linesIn, openGround, resolvePlace } from "../references/resolve.ts";

/** The feature's files as a reviewer sees them: those of the head, and those that the feature deleted. */
export interface Files {
  /** Lines of a file; null when neither the head nor the base has it. */
  linesOf(path: string): Promise<number | null>;
  /** Whether words such as `limits.ts:12` name a place of the head; with a line, unless it need not be. */
  isPlace(words: string, needsLine: boolean): Promise<boolean>;
  isThere(path: string): boolean;
  isChanged(path: string): boolean;
  /** Up to three files that may have been meant. */
  near(path: string): string[];
}

export async function filesOf({ repository, base, candidate }: GateContext): Promise<Files> {
  const ground = await openGround(repository, candidate, "at the head");
  const here = new Set(ground.files);
  const before = new Set(await repository.files(base));
  const changed = new Set((await repository.changes(base, candidate)).map(({ path }) => path));
  const known = new Map<string, Promise<number | null>>();
  let guesses = 0;
  const count = async (path: string): Promise<number | null> => {
    if (!here.has(path) && !before.has(path)) return null;
    const text = await repository.file(here.has(path) ? candidate : base, path);
    return text === null ? null : linesIn(text);
  };
  return {
    linesOf(path) {
      const counted = known.get(path) ?? count(path);
      known.set(path, counted);
      return counted;
    },
    async isPlace(words, needsLine) {
      const place = placeOf(words);
      if (!place || (needsLine && place.line === 0)) return false;
      const name = place.path.slice(place.path.lastIndexOf("/") + 1).toLowerCase();
      if (!ground.byName.has(name) && !ground.byStem.has(place.path)) return false; // else it would be guessed at
      const resolved = await resolvePlace(ground, place);
      return resolved.found && resolved.paths.length > 0;
    },
    isThere: (path) => here.has(path),
    isChanged: (path) => changed.has(path),
    near(path) {
      if (++guesses > mostGuesses) return [];
      const alike = ground.files.filter((file) => isNear(path, file));
      return alike.length > 0 ? alike.slice(0, 3) : nearest(path, ground.files);
    },
  };
}

/** Guessing takes time in a large repository, and somebody who is wrong more often needs no more hints. */
const mostGuesses = 10;

/** The same name elsewhere, a longer or shorter way to it, or another case. */
function isNear(path: string, file: string): boolean {
  const [a, b] = [path.toLowerCase(), file.toLowerCase()];
  return a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`) || lastOf(a) === lastOf(b);
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
