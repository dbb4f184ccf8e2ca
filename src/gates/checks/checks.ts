import type { Evidence, GateFinding, Verdict } from "../../core/evidence.ts";
import type { Part } from "../../core/profile.ts";
import type { Gate, GateContext } from "../gate.ts";
import { allowanceOf, sayFinding } from "../inspection.ts";
import { assess, type Assessment, type CheckFault } from "./assess.ts";
import { inShort } from "./in-short.ts";

/** The project's own checks on the candidate, in a clean checkout, are no worse than on the base commit. */
export const checks: Gate = {
  name: "checks",
  async check(context) {
    const wanted = partsToCheck(context).flatMap((part) =>
      Object.keys(part.checks).map((kind) => ({ part, kind })),
    );
    const seen = await Promise.all(wanted.map((each) => judge(context, each)));
    const evidence = seen.map((each) => inShort(each.evidence));
    const failures = seen.filter(({ open }) => open.length > 0);
    if (failures.length === 0)
      return { gate: "checks", verdict: "passed", reason: passedReason(seen), evidence };
    return {
      gate: "checks",
      verdict: "failed",
      reason: failures.map(failedReason).join("\n\n"),
      evidence,
      findings: failures.flatMap(({ open }) => open).slice(0, 200),
    } satisfies Verdict;
  },
};

/** The parts that hold a changed file; a change outside all parts may concern any of them. */
function partsToCheck({ profile, checksOf, changes }: GateContext): readonly Part[] {
  if (checksOf === "all") return profile.parts;
  const touched = profile.parts.filter((part) => changes.some((change) => holds(part, change.path)));
  const elsewhere = changes.some(
    (change) => !profile.parts.some((part) => holds(part, change.path)) && !change.path.endsWith(".md"),
  );
  return elsewhere ? profile.parts : touched;
}

const holds = (part: Part, file: string): boolean => part.path === "." || file.startsWith(`${part.path}/`);

interface Wanted {
  part: Part;
  kind: string;
}

interface Seen {
  name: string;
  /** The command as the profile has it, without what only makes the report. */
  command: string;
  evidence: Evidence;
  assessment: Assessment;
  /** How often it was run. */
  times: 1 | 2;
  /** What is worse than on the base commit and nobody allowed. */
  open: GateFinding[];
  allowed: GateFinding[];
}

async function judge(context: GateContext, wanted: Wanted): Promise<Seen> {
  const { part, kind } = wanted;
  const first = await context.checks.run(context.candidate, part.name, kind);
  const before = context.baseChecks.find(({ command }) => command === first.command);
  const assessment = assess({ before, after: first });
  if (kind !== "test" || !mayBeFlaky(before, first, assessment))
    return seenOf(context, wanted, { evidence: first, assessment, times: 1 });
  const evidence = await context.checks.runAgain(part.name, kind, first);
  return seenOf(context, wanted, { evidence, assessment: assess({ before, after: evidence }), times: 2 });
}

/**
 * Tests are run once more only where that can change the verdict: all that is wrong is that what passed on the base
 * commit has failed. A new test that fails now and then is to be mended.
 */
function mayBeFlaky(before: Evidence | undefined, { exitCode }: Evidence, { faults }: Assessment): boolean {
  const isChance = ({ rule }: CheckFault) =>
    rule === "regression" || (rule === "failed" && before?.exitCode === 0);
  return faults.length > 0 && exitCode < 124 && before !== undefined && faults.every(isChance);
}

function seenOf(
  context: GateContext,
  { part, kind }: Wanted,
  looked: Pick<Seen, "evidence" | "assessment" | "times">,
): Seen {
  const { evidence, assessment } = looked;
  const name = `${part.name} ${kind}`;
  const findings = assessment.faults.map((fault) => findingOf(name, fault));
  const isAllowed = ({ allowance }: GateFinding) => allowance !== null && context.allowed.has(allowance);
  const extra = (part.reports?.[kind as keyof typeof part.reports]?.arguments ?? []).join(" ");
  return {
    name,
    command: extra === "" ? evidence.command : evidence.command.replace(` ${extra}`, ""),
    ...looked,
    open: findings.filter((finding) => !isAllowed(finding)),
    allowed: findings.filter(isAllowed),
  };
}

/** That fewer tests run can be what the feature asks for, and a person may say so. That one fails cannot. */
const allowable = new Set<CheckFault["rule"]>(["vanished", "newly-skipped", "fewer-tests"]);

function findingOf(check: string, { rule, file, subject, message }: CheckFault): GateFinding {
  return {
    rule,
    path: file,
    line: 0,
    message: `${check}: ${message || "failed"}`,
    allowance: allowable.has(rule) ? allowanceOf(rule, file, `${check}\0${subject || message}`) : null,
  };
}

const mostTold = 30;

/** What is wrong, one thing a line, and the end of the output, which has the details. */
function failedReason({ name, command, evidence, assessment: { faults }, times, open }: Seen): string {
  const whole = faults.find(({ rule }) => rule === "failed");
  const note = whole === undefined || whole.message === "" ? "" : ` (${whole.message})`;
  const told = open.filter(({ rule }) => rule !== "failed").map(sayFinding);
  const more = told.length > mostTold ? [`- and ${told.length - mostTold} more`] : [];
  return [
    `${name} failed${note}: \`${command}\` ended with ${evidence.exitCode}${times === 2 ? ", and so it did when it was run again" : ""}`,
    ...told.slice(0, mostTold).map((line) => `- ${line.replace(`${name}: `, "")}`),
    ...more,
    evidence.outputTail,
  ].join("\n");
}

function passedReason(seen: readonly Seen[]): string {
  if (seen.length === 0) return "no part was changed";
  const failing = seen.filter(({ assessment }) => assessment.isKnown).map(({ name }) => name);
  const remarks = seen.flatMap(({ name, assessment }) =>
    assessment.remarks.map((remark) => `${name}: ${remark}`),
  );
  const allowed = seen.flatMap((each) => each.allowed.map(sayFinding));
  return [
    `${seen.length - failing.length} of ${seen.length} checks pass`,
    ...(failing.length > 0
      ? [`no worse than the base commit, where these fail too: ${failing.join(", ")}`]
      : []),
    ...seen.flatMap(({ name, evidence }) => (evidence.flaky ? [sayFlaky(name, evidence.flaky)] : [])),
    ...remarks,
    ...(allowed.length > 0 ? [`a person allowed: ${allowed.join("; ")}`] : []),
  ].join("; ");
}

/** A flaky check with its tests, as far as they are known. */
export function sayFlaky(check: string, tests: readonly string[]): string {
  const more = tests.length > 5 ? ` and ${tests.length - 5} more` : "";
  const named = tests.length === 0 ? "" : `: ${tests.slice(0, 5).join(", ")}${more}`;
  return `${check} is flaky, it failed and then passed on the same tree${named}`;
}
