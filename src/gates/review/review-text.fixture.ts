import type { Evidence } from "../../core/evidence.ts";
import type { KnownFinding } from "../../core/findings.ts";
import { finding as coreFinding } from "../../core/run.fixture.ts";
import { evidenceOf } from "../gates.fixture.ts";

/** A review of the feature of review.fixture.ts, and what the gate says of it: nothing, or words of each mistake. */
export interface ReviewCase {
  name: string;
  review: string;
  earlier?: readonly KnownFinding[];
  seen?: Readonly<Record<string, Evidence>>;
  requirements?: readonly string[];
  expect: "honest" | readonly string[];
}

const mended = "c0ffee1234567890c0ffee1234567890c0ffee12";

/** An open blocking finding of the reviewer's, in a file that was changed since. */
export const known = (facts: Partial<KnownFinding> = {}): KnownFinding => ({
  ...coreFinding("backend/app.js", { line: 2, message: "an empty name is stored" }),
  id: "F1",
  by: "code-reviewer",
  step: "quality/code-reviewer",
  commits: [mended],
  closed: null,
  ...facts,
});

export const untouched = known({ path: "backend/new.js", message: "the limit has no bound", commits: [] });
export const note = known({ severity: "note", message: "two names for one thing" });
export const closed = known({ closed: { by: "commit", what: mended, step: "quality/code-reviewer.2" } });
export const others = known({ by: "security-reviewer", step: "quality/security-reviewer" });

export const found = (facts: Record<string, unknown> = {}) => ({
  severity: "blocking",
  path: "backend/app.js",
  line: 2,
  message: "an empty name is stored",
  ...facts,
});

export const head = "# Review\n\n## Findings\n\nAs below.\n\n";
export const fenced = (json: string): string => `\`\`\`json\n${json}\n\`\`\`\n`;
export const under = (text: string): string => `${head}## Verdict\n\n${text}`;
export const approval = '{ "verdict": "approve", "findings": [] }';

/** A review in the right form; it approves when nothing blocks. */
export function says(findings: readonly object[], closings?: readonly object[]): string {
  const blocks = findings.some((each) => "severity" in each && each.severity === "blocking");
  const value = { verdict: blocks ? "changes" : "approve", findings, closed: closings };
  return under(fenced(JSON.stringify(value, null, 2)));
}

export const one = (facts: Record<string, unknown>) => says([found(facts)]);
export const closes = (closing: object) => says([], [{ id: "F1", ...closing }]);
export const seen = { "backend/test": evidenceOf({ command: "backend: npm run test" }) };
export const requirements = ["R1", "R2", "R10"];
