import picomatch from "picomatch";

/** Could one of these globs match something anywhere below the folder? Says yes where it cannot be told. */
export const canHoldBelow = (globs: readonly string[], folder: string): boolean =>
  globs.some((glob) => reach(glob, folder).length > 0);

/** Could one of these globs match something that lies in the folder itself? */
export const canHoldDirectly = (globs: readonly string[], folder: string): boolean =>
  globs.some((glob) => reach(glob, folder).some((rest) => rest.length === 1 || rest[0] === "**"));

/** The folders that a glob names without any pattern; the deepest one last. */
export function foldersOf(glob: string): string[] {
  const { base, isGlob } = picomatch.scan(glob);
  const names = plain(base).split("/");
  const folders = isGlob ? names : names.slice(0, -1);
  return folders.map((_, end) => folders.slice(0, end + 1).join("/")).filter((folder) => folder !== "");
}

/** What is left of the glob after it has matched the folder, in every way it can; never an empty rest. */
function reach(glob: string, folder: string): string[][] {
  const names = folder === "" ? [] : folder.split("/");
  const pattern = segmentsOf(glob);
  let rests: string[][] = [pattern];
  for (const name of names) rests = rests.flatMap((rest) => after(rest, name));
  return rests.filter((rest) => rest.length > 0);
}

function after(rest: readonly string[], name: string): string[][] {
  const [first, ...others] = rest;
  if (first === undefined) return [];
  if (first === "**") return [[...rest], ...after(others, name)];
  return picomatch.isMatch(name, first, { dot: true }) ? [others] : [];
}

/** A pattern that spans folders in braces or brackets may match anything below the plain folders before it. */
function segmentsOf(glob: string): string[] {
  const segments = glob.split("/");
  const odd = segments.findIndex((segment) => /(^|[^\\])[{(]/.test(segment) && !isWhole(segment));
  return odd === -1 ? segments : [...segments.slice(0, odd), "**"];
}

const isWhole = (segment: string): boolean =>
  count(segment, /[{(]/g) === count(segment, /[})]/g) && !segment.includes("**(");

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** A literal path as it is named on the disk. */
const plain = (base: string): string => base.replaceAll(/\\([\\*?[\]{}()!+@|])/g, "$1");
