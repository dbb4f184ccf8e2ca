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
  text(path: string): Promise<string | null>;
}

/** What a place turned out to be. `paths` are the files that it can mean; a folder has none. */
export type Resolution = { found: true; paths: string[] } | { found: false; message: string };

/**
 * The ground on which places are resolved: `context.base` for what a plan claims, `context.candidate` for what a
 * report or a review claims.
 */
export async function openGround(
  repository: Pick<Repository, "files" | "file">,
  commit: string,
  where: string,
): Promise<Ground> {
  const files = await repository.files(commit);
  const texts = new Map<string, Promise<string | null>>();
  const text = (path: string): Promise<string | null> => {
    const known = texts.get(path) ?? repository.file(commit, path);
    texts.set(path, known);
    return known;
  };
  return { where, files, folders: foldersOf(files), byName: byNameOf(files), text };
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

function byNameOf(files: readonly string[]): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const file of files) {
    const list = map.get(nameOf(file));
    if (list) list.push(file);
    else map.set(nameOf(file), [file]);
  }
  return map;
}

/**
 * Whether a place exists: the file by its path or by the end of its path, and in it every line that is named. Where
 * several files end so, one that has the lines is enough. The message says what exists that is like it.
 */
export async function resolvePlace(ground: Ground, place: Place): Promise<Resolution> {
  const paths = pathsOf(ground, place.path);
  if (paths.length === 0) {
    if (place.line === 0 && isFolder(ground, place.path)) return { found: true, paths: [] };
    return { found: false, message: `there is no ${place.path} ${ground.where}${guess(ground, place.path)}` };
  }
  if (place.line === 0 && place.lastLine === 0) return { found: true, paths };
  const counts = await Promise.all(paths.map(async (path) => linesIn((await ground.text(path)) ?? "")));
  const isOrdered = place.line >= 1 && place.lastLine >= place.line;
  const fitting = paths.filter((_, index) => isOrdered && place.lastLine <= (counts[index] ?? 0));
  if (fitting.length > 0) return { found: true, paths: fitting };
  const [path = "", count = 0] = [paths[0], counts[0]];
  const asked =
    place.lastLine === place.line ? `line ${place.line}` : `lines ${place.line}-${place.lastLine}`;
  return { found: false, message: `${path} has no ${asked}; it has ${count} ${ground.where}` };
}

/** Files that a path can mean: itself, else those that end so, else those that only lack an ending. */
function pathsOf(ground: Ground, path: string): string[] {
  const named = ground.byName.get(nameOf(path)) ?? [];
  if (named.includes(path)) return [path];
  const ended = named.filter((file) => file.endsWith(`/${path}`));
  if (ended.length > 0 || isFileName(path)) return ended;
  const starts = [`${path}.`, `${path}/index.`];
  return ground.files.filter((file) => starts.some((start) => file.startsWith(start))).slice(0, 5);
}

const isFolder = ({ folders }: Ground, path: string): boolean =>
  folders.has(path) || [...folders].some((folder) => folder.endsWith(`/${path}`));

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
