import picomatch from "picomatch";
import type { Evidence } from "../../core/evidence.ts";
import type { Mismatch } from "./mismatch.ts";
import { shapeOf } from "./paths.ts";

/** What one look at the contract gives: what is wrong, what ran, and what is to be said when nothing is wrong. */
export interface Seen {
  mismatches: Mismatch[];
  evidence: Evidence[];
  notes: string[];
}

export const nothing = (): Seen => ({ mismatches: [], evidence: [], notes: [] });

export const said = (note: string): Seen => ({ ...nothing(), notes: [note] });

export const wrong = (...mismatches: Mismatch[]): Seen => ({ ...nothing(), mismatches });

export function together(all: readonly Seen[]): Seen {
  return {
    mismatches: all.flatMap(({ mismatches }) => mismatches),
    evidence: all.flatMap(({ evidence }) => evidence),
    notes: all.flatMap(({ notes }) => notes).filter(Boolean),
  };
}

/** What the profile says is nobody's business: "GET /internal/**". */
export const isIgnored = (operation: string, ignore: readonly string[]): boolean =>
  ignore.length > 0 && picomatch.isMatch(operation, [...ignore], { dot: true });

const allowing =
  /^\s*[-*+]\s+(?:\*\*|__)?Allowed:?(?:\*\*|__)?:?\s+breaking changes? of\s+`?([A-Za-z]+\s+\/[^\s`]*|[\w.]+)`?/i;

/** Operations whose breaking changes the issue itself allows: "- Allowed: breaking change of `GET /api/x`". */
export function allowedBy(issue: string): (operation: string) => boolean {
  const names = new Set(
    issue.split("\n").flatMap((line) => {
      const name = allowing.exec(line)?.[1];
      return name === undefined ? [] : [plain(name)];
    }),
  );
  return (operation) => names.has(plain(operation)) || names.has(plain(operation.split(".")[0] ?? ""));
}

function plain(operation: string): string {
  const [method = "", path] = operation.trim().split(/\s+/);
  return path === undefined ? method : `${method.toUpperCase()} ${shapeOf(path)}`;
}
