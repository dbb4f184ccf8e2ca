import type { GateFinding } from "../../core/evidence.ts";
import { spelled } from "../../core/protected-paths.ts";
import type { GateContext } from "../gate.ts";

/** Why no file may be called so; null when it may. Git itself takes names that are something else elsewhere. */
export function strangeName(path: string): string | null {
  const folded = spelled(path).toLowerCase().split(/[/\\]/);
  if (folded.some((name) => name === ".git" || /^git~\d+$/.test(name)))
    return `${path} would be git's own folder on some machine`;
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  return /[\0-\x1F\x7F]/.test(path) ? `${JSON.stringify(path)} holds a character that no name needs` : null;
}

/** New paths that are the same as others on machines that do not tell large letters from small ones. */
export async function collisions({ changes, repository, candidate }: GateContext): Promise<GateFinding[]> {
  const added = changes.filter(({ kind }) => kind === "added").map(({ path }) => path);
  if (added.length === 0) return [];
  const fresh = new Set(added);
  const old = (await repository.files(candidate)).filter((file) => !fresh.has(file)).flatMap(pathsOf);
  const there = new Set(old);
  const spellings = new Map(old.map((path) => [foldedOf(path), path]));
  return added.flatMap((file): GateFinding[] => {
    for (const path of pathsOf(file).filter((each) => !there.has(each))) {
      const other = spellings.get(foldedOf(path)) ?? path;
      spellings.set(foldedOf(path), other);
      if (other !== path) return [collision(file, path, other)];
    }
    return [];
  });
}

const foldedOf = (path: string): string => spelled(path).toLowerCase();

const collision = (file: string, path: string, other: string): GateFinding => ({
  rule: "collision",
  path: file,
  line: 0,
  message: `${file}: ${path} and ${other} are one and the same on some machines; choose another name`,
  allowance: null,
});

/** A path and all folders above it. */
function pathsOf(file: string): string[] {
  const names = file.split("/");
  return names.map((_, end) => names.slice(0, end + 1).join("/"));
}
