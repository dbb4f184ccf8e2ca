/** Words that a role may put under `edits` beside the names of parts. */
export const scopeTerms = ["parts", "tests", "docs", "changed", "failing"] as const;

const isPart = (term: string): boolean => !scopeTerms.some((known) => known === term);

/** May two roles with these `edits` change the same file? Only different parts are surely apart: tests and docs lie in them. */
export function shareScope(a: readonly string[], b: readonly string[]): boolean {
  return a.some((one) => b.some((other) => one === other || !isPart(one) || !isPart(other)));
}

/** A role's place in a phase, as far as order is concerned. */
export interface Place {
  role: string;
  reads: readonly string[];
  writes: string;
}

/** In an `auto` phase: does `one` start only after `other`? Who reads everything waits for all who do not. */
export function waitsFor(one: Place, other: Place): boolean {
  if (one.role === other.role) return false;
  return one.reads.includes(other.writes) || (one.reads.includes("*") && !other.reads.includes("*"));
}
