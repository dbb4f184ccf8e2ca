import type { Repository } from "../../workspace/workspace.ts";
import { nearest } from "./near.ts";
import { isFileName, type Place } from "./place.ts";

/** The files of one commit, against which places are held. Each text is read once. */
export interface Ground {
  /** "at the base commit": where the messages say that something is missing. */
  where: string;
  files: readonly string[];
  /** Every folder that holds a file, however deep. */
  folders: ReadonlySet<string>;
  /** Paths by their last piece, in small letters. */
  byName: ReadonlyMap<string, readonly string[]>;
  /** Paths by what remains without the ending, as imports name them; `a/index.ts` is also `a`. */
  byStem: ReadonlyMap<string, readonly string[]>;
  text(path: string): Promise<string | null>;
  /** Read all that these paths can mean at once. */
  read(paths: readonly string[]): Promise<void>;
}

/** What a place turned out to be. `paths` are the files that it can mean; a folder has none. */
export type Resolution = { found: true; paths: string[] } | { found: false; message: string };

/**
 * The ground on which places are resolved: `context.base` for what a plan claims, `context.candidate` for what a
 * report or a review claims.
 */
export async function openGround(
  repository: Pick<Repository, "files" | "file" | "texts">,
  commit: string,
  where: string,
): Promise<Ground> {
  const files = await repository.files(commit);
  const texts = new Map<string, string | null>();
  const ground: Ground = {
    where,
    files,
    folders: foldersOf(files),
    byName: groupedBy(files, (file) => [nameOf(file)]),
    byStem: groupedBy(files, stemsOf),
    async text(path) {
      const known = texts.get(path);
      if (known !== undefined) return known;
      const text = await repository.file(commit, path);
      texts.set(path, text);
      return text;
    },
    async read(paths) {
      const wanted = new Set(paths.flatMap((path) => pathsOf(ground, path)));
      for (const [path, text] of await repository.texts(commit, wanted)) texts.set(path, text);
    },
  };
  return ground;
}

function foldersOf(files: readonly string[]): Set<string> {
  const folders = new Set<string>();
  for (const file of files) {
    for (let at = file.lastIndexOf("/"); at > 0; at = file.lastIndexOf("/", at - 1)) {
      const folder = file.slice(0, at);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1).toLowerCase();

const stemsOf = (file: string): string[] => {
  const stem = file.slice(0, file.length - nameOf(file).length + nameOf(file).indexOf("."));
  return !nameOf(file).includes(".") ? [] : stem.endsWith("/index") ? [stem, stem.slice(0, -6)] : [stem];
};

function groupedBy(files: readonly string[], keysOf: (file: string) => string[]): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const file of files) {
    for (const key of keysOf(file)) {
      const list = map.get(key);
      if (list) list.push(file);
      else map.set(key, [file]);
    }
  }
  return map;
}

/**
 * Whether a place exists: the file by its path or by the end of its path, and in it every line that is named. Where
 * several files end so, one that has the lines is enough. The message says what exists that is like it.
 */
export async function resolvePlace(ground: Ground, place: Place): Promise<Resolution> {
  const paths = pathsOf(ground, place.path);
  const { path, line, lastLine } = place;
  if (paths.length === 0) {
    if (line === null && ground.folders.has(path)) return { found: true, paths: [] };
    return { found: false, message: `there is no ${path} ${ground.where}${guess(ground, path)}` };
  }
  if (line === null || lastLine === null) return { found: true, paths };
  const counts = await Promise.all(paths.map(async (each) => linesIn((await ground.text(each)) ?? "")));
  const isOrdered = line >= 1 && lastLine >= line;
  const fitting = paths.filter((_, index) => isOrdered && lastLine <= (counts[index] ?? 0));
  if (fitting.length > 0) return { found: true, paths: fitting };
  const asked = lastLine === line ? `line ${line}` : `lines ${line}-${lastLine}`;
  return { found: false, message: `${paths[0]} has no ${asked}; it has ${counts[0]} ${ground.where}` };
}

/** Files that a path can mean: itself, else those that end so, else those that only lack an ending. */
export function pathsOf(ground: Ground, path: string): string[] {
  const named = ground.byName.get(nameOf(path)) ?? [];
  if (named.includes(path)) return [path];
  const ended = named.filter((file) => file.endsWith(`/${path}`));
  return ended.length > 0 || isFileName(path) ? ended : [...(ground.byStem.get(path) ?? [])];
}

/** Lines as an editor counts them. */
export const linesIn = (text: string): number =>
  text === "" ? 0 : text.split("\n").length - (text.endsWith("\n") ? 1 : 0);

function guess(ground: Ground, path: string): string {
  const here = ground.byName.get(nameOf(path)) ?? [];
  const names = here.length > 0 ? here : nearest(nameOf(path), ground.byName.keys());
  const paths = names.flatMap((name) => (here.length > 0 ? [name] : (ground.byName.get(name) ?? [])));
  const sorted = [...paths].sort((a, b) => shared(b, path) - shared(a, path));
  return sorted.length === 0 ? "" : `; did you mean ${sorted.slice(0, 3).join(" or ")}?`;
}

/** How many pieces two paths have in common. */
function shared(one: string, other: string): number {
  const pieces = new Set(other.toLowerCase().split("/"));
  return one
    .toLowerCase()
    .split("/")
    .filter((piece) => pieces.has(piece)).length;
}
