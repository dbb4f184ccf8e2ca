import type { GateContext } from "../gate.ts";

/** The feature's files as a reviewer sees them: those of the head, and those that the feature deleted. */
export interface Files {
  /** Lines of a file; null when neither the head nor the base has it. */
  linesOf(path: string): Promise<number | null>;
  isThere(path: string): boolean;
  isChanged(path: string): boolean;
  /** Up to three files that may have been meant. */
  near(path: string): string[];
}

export async function filesOf({ repository, base, candidate }: GateContext): Promise<Files> {
  const here = new Set(await repository.files(candidate));
  const before = new Set(await repository.files(base));
  const changed = new Set((await repository.changes(base, candidate)).map(({ path }) => path));
  const known = new Map<string, Promise<number | null>>();
  const count = async (path: string): Promise<number | null> => {
    if (!here.has(path) && !before.has(path)) return null;
    const text = await repository.file(here.has(path) ? candidate : base, path);
    return text === null ? null : text.split("\n").length - (text.endsWith("\n") || text === "" ? 1 : 0);
  };
  return {
    linesOf(path) {
      const counted = known.get(path) ?? count(path);
      known.set(path, counted);
      return counted;
    },
    isThere: (path) => here.has(path),
    isChanged: (path) => changed.has(path),
    near: (path) => [...here].filter((file) => isNear(path, file)).slice(0, 3),
  };
}

/** The same name elsewhere, a longer or shorter way to it, or another case. */
function isNear(path: string, file: string): boolean {
  const [a, b] = [path.toLowerCase(), file.toLowerCase()];
  return a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`) || lastOf(a) === lastOf(b);
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
