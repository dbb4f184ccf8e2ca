import type { GateFinding } from "../../core/evidence.ts";
import { allowanceOf } from "../inspection.ts";

/** Where backend, frontend, plan and description disagree. */
export interface Mismatch {
  rule: string;
  /** "GET /api/products", or "Query.products". */
  operation: string;
  /** "answer 200, reviews[].title", "query limit"; empty when it is the operation as a whole. */
  field: string;
  /** What is wrong and what mends it, without naming the operation and the field again. */
  message: string;
  path?: string;
  line?: number;
}

/** The same mismatch, wherever it stands. */
export const keyOf = ({ rule, operation, field, message }: Mismatch): string =>
  [rule, operation, field, message].join("\0");

export function sayMismatch({ operation, field, message }: Mismatch): string {
  const place = [operation, field].filter(Boolean).join(", ");
  return place === "" ? message : `${place}: ${message}`;
}

/** A person may allow any of them by name: each can be what was wanted. */
export function findingOf(mismatch: Mismatch): GateFinding {
  const { rule, path = "", line = 0 } = mismatch;
  return {
    rule,
    path,
    line,
    message: sayMismatch(mismatch),
    allowance: allowanceOf(rule, path, keyOf(mismatch)),
  };
}

/** The same mismatch, seen in a file. */
export const seenIn =
  (path: string) =>
  (mismatch: Mismatch): Mismatch => ({ ...mismatch, path });

/** Those that are not in `before`: what was wrong already is no fault of this feature. */
export function newOnes(found: readonly Mismatch[], before: readonly Mismatch[]): Mismatch[] {
  const known = new Set(before.map(keyOf));
  return found.filter((mismatch) => !known.has(keyOf(mismatch)));
}
