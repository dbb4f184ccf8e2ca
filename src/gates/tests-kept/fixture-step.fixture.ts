import picomatch from "picomatch";
import type { Files } from "../../../test/support/project.ts";
import type { PathChange } from "../../core/policy.ts";
import { profileSchema } from "../../core/profile.ts";
import type { Side, Step } from "./sides.ts";

const profile = profileSchema.parse({ parts: [{ name: "all", path: ".", checks: {} }] });
const globs = [...profile.tests, "**/*_test.go"];

const sideOf = (files: Files): Side => ({
  files: Object.keys(files),
  texts: (paths) =>
    Promise.resolve(
      new Map(
        [...paths].flatMap((path) => (files[path] === undefined ? [] : [[path, files[path]] as const])),
      ),
    ),
});

/** A step from some files to others, without a repository. */
export function stepOf(before: Files, after: Files, base: Files | null = null): Step {
  const changes = changesOf(before, after);
  return {
    before: sideOf(before),
    after: sideOf(after),
    base: base === null ? null : sideOf(base),
    changes,
    changedInRun: changesOf(base ?? before, after).map(({ path }) => path),
    isTest: picomatch(globs, { dot: true }),
  };
}

function changesOf(before: Files, after: Files): PathChange[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths.flatMap((path) => {
    if (before[path] === after[path]) return [];
    return [
      {
        path,
        kind: before[path] === undefined ? "added" : after[path] === undefined ? "deleted" : "modified",
      } as const,
    ];
  });
}
