import type { Evidence } from "../../core/evidence.ts";

/** Evidence as a verdict keeps it: without what only comparison needs, which the store has with the tree. */
export function inShort({ lines: _lines, ...evidence }: Evidence): Evidence {
  const { report } = evidence;
  if (report?.kind === "tests") return { ...evidence, report: { ...report, tests: undefined } };
  if (report?.kind === "problems") return { ...evidence, report: { ...report, problems: undefined } };
  return evidence;
}
