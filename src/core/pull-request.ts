import { beginningOf } from "./comment-parts.ts";
import { renderFindings } from "./findings.ts";
import { shortened } from "./fit.ts";
import type { ForgeCheckLike } from "./forge-checks.ts";
import { codeCell, firstLine, renderGates } from "./gate-table.ts";
import { linked } from "./linked.ts";
import { leftOpen } from "./markdown-lines.ts";
import { gathered, sectionsOf } from "./report-sections.ts";
import type { RunStatus } from "./status.ts";

/** What the body of a pull request is made from. */
export interface RequestSources {
  status: RunStatus;
  issue: number;
  /** Texts of the newest version of each artifact, by name, in the order in which they were first written. */
  artifacts: Readonly<Record<string, string>>;
  /** The trace of the requirements as a table; empty when there is none. */
  trace: string;
  /** What the repository's own checks say of the head. */
  checks: readonly ForgeCheckLike[];
  /** Why they could not be read; null when they could. */
  unreadChecks: string | null;
  /** Longest body in characters; null: as long as it is. */
  maxBody: number | null;
}

/** The artifact that says what was done and why: the first of these that there is. */
const reports = ["run-report", "build-report", "plan"] as const;

/** What a reviewer looks for in every artifact. */
const headings = ["How to try it", "Risks", "Decisions", "Deviations"] as const;

const taken: ReadonlySet<string> = new Set(headings.map((heading) => heading.toLowerCase()));

type Sizes = Record<"gates" | "findings" | "trace" | "sayings" | "report", number>;

/**
 * The body of a ready pull request, written for the reviewer: what and why in the report's own words, what the roles
 * say of risks, decisions and deviations, then what the engine saw. Its first line is the only one that closes the
 * issue.
 */
export function renderPullRequest(sources: RequestSources): string {
  const { status, artifacts, trace, maxBody } = sources;
  const report = reports.find((name) => artifacts[name] !== undefined);
  const longest = Math.max(0, ...Object.values(artifacts).map((text) => text.length));
  const sizes = {
    gates: status.gates.length,
    findings: status.findings.length,
    trace: trace.split("\n").length,
    sayings: longest,
    report: (artifacts[report ?? ""] ?? "").length,
  };
  return shortened(sizes, (most) => render(sources, report ?? "", most), maxBody);
}

function render(sources: RequestSources, report: string, most: Sizes): string {
  const { status, issue, artifacts, trace } = sources;
  return [
    `Closes #${issue}.`,
    beginning(ownWords(artifacts[report] ?? ""), most.report, `phasegate show ${status.id} ${report}`),
    titled("Requirements traced", rowsOf(trace, most.trace)),
    ...headings.map((heading) => titled(heading, sayings(sources, { heading, report, most: most.sayings }))),
    titled("Findings of the review", findings(status, most.findings)),
    titled("Dropped to a follow-up", status.dropped.map((id) => `- ${id}`).join("\n")),
    titled("The repository's own checks", ownChecks(sources)),
    titled("Evidence", evidence(status, most.gates)),
  ]
    .filter((block) => block !== "")
    .join("\n\n");
}

const titled = (title: string, text: string): string => (text === "" ? "" : `## ${title}\n\n${text}`);

/** The report without what is gathered from all artifacts. */
function ownWords(report: string): string {
  return sectionsOf(report)
    .filter(({ title }) => !taken.has(title.toLowerCase()))
    .map(({ title, text }) => (title === "" ? text : titled(title, text)))
    .filter((block) => block !== "")
    .join("\n\n");
}

/** What each role says under a heading, the report's first. */
function sayings(
  { status, artifacts }: RequestSources,
  { heading, report, most }: { heading: string; report: string; most: number },
): string {
  const { [report]: first, ...others } = artifacts;
  return gathered(first === undefined ? others : { [report]: first, ...others }, heading)
    .map(({ artifact, text }) => {
      const role = status.steps.findLast((step) => step.artifact?.name === artifact)?.role;
      const by = `_${role === undefined ? "" : `${role}, `}${linked(artifact, status.comments[`artifact/${artifact}`])}:_`;
      return `${by}\n\n${beginning(text, most, `phasegate show ${status.id} ${artifact}`)}`;
    })
    .join("\n\n");
}

/** As much of a text as has room, and where the rest is. */
function beginning(text: string, most: number, command: string): string {
  if (text.length <= most) return closed(text);
  const rest = `_The rest has no room here: \`${command}\`._`;
  const part = most < 500 ? null : beginningOf(text, most);
  return part ? `${closed(part.shown.trimEnd())}\n\n${rest}` : rest;
}

function closed(text: string): string {
  const open = leftOpen(text);
  return open === "" ? text : `${text}\n${open}`;
}

/** The head of a table and as many rows. */
function rowsOf(table: string, most: number): string {
  const lines = table.split("\n");
  const shown = lines.slice(0, Math.max(2, most));
  const left = lines.length - shown.length;
  return left > 0 ? `${shown.join("\n")}\n\n${left} more rows have no room here.` : table;
}

function findings({ id, findings: all }: RunStatus, most: number): string {
  const left = all.length - most;
  return [
    ...(left > 0 ? [`${left} more have no room here: \`phasegate status ${id}\`.`] : []),
    ...(most > 0 ? [renderFindings({ findings: all.slice(0, most) })] : []),
  ].join("\n\n");
}

const checkMarks = { passed: "✅", failed: "❌", pending: "⏳" } as const;

/** What the repository's own CI says of the head. */
function ownChecks({ checks, unreadChecks }: RequestSources): string {
  if (unreadChecks !== null)
    return `They could not be read, so look at them yourself: ${cell(unreadChecks, 400)}`;
  return checks.length === 0
    ? ""
    : [
        "| check | | word |",
        "|---|---|---|",
        ...checks.map(
          ({ name, state, word, url }) =>
            `| ${cell(name)} | ${checkMarks[state]} ${state} | ${linked(cell(word === "" ? "see" : word), url)} |`,
        ),
      ].join("\n");
}

const cell = (text: string, most = 120): string =>
  text
    .replaceAll("<", "&lt;")
    .replaceAll(/[|[\]]/g, "\\$&")
    .replaceAll(/\s+/g, " ")
    .slice(0, most);

const evidence = (status: RunStatus, gates: number): string =>
  [
    `Every line was seen by the engine in a clean checkout; an agent's word is never a verdict. Run \`${status.id}\`, base \`${short(status.base)}\`, head \`${short(status.head)}\`.`,
    renderFinal(status),
    `To repeat one: \`git checkout ${short(status.head)}\` in a clean clone, install, and run its command in the folder before the colon. To repeat all of it, gates and artifacts included: \`phasegate verify ${status.id}\`.`,
    renderHead(status),
    renderGates(status, gates),
  ].join("\n\n");

/** The newest word of each gate on the whole feature, and whether it is about the head's tree. */
function renderHead(status: RunStatus): string {
  const newest = new Map<string, string>();
  for (const { step, name, phase, verdict, reason, evidence: seen } of status.gates) {
    if (step !== null) continue;
    const tree = seen[0]?.tree.slice(0, 12) ?? "";
    newest.set(
      `${phase} ${name}`,
      `| ${phase} | ${name} | ${verdict} | ${tree === "" ? "" : codeCell(tree)} | ${firstLine(reason)} |`,
    );
  }
  return [
    "| phase | gate | verdict | tree | what was seen |",
    "|---|---|---|---|---|",
    ...newest.values(),
  ].join("\n");
}

/** The newest evidence of each command on the head's tree, whichever commit it was first seen on. */
function renderFinal(status: RunStatus): string {
  const seenOnHead = status.gates
    .flatMap((gate) => gate.evidence)
    .find(({ commit }) => commit === status.head);
  const newest = new Map<string, string>();
  for (const gate of status.gates.filter(({ name }) => name === "checks")) {
    for (const seen of gate.evidence.filter(({ tree }) => tree === seenOnHead?.tree)) {
      newest.set(
        seen.command,
        `| ${codeCell(seen.command)} | ${seen.exitCode} | ${(seen.durationMs / 1000).toFixed(1)} s | \`${short(seen.tree)}\` | \`${short(seen.outputSha256)}\` |`,
      );
    }
  }
  return ["| check | exit code | time | tree | output |", "|---|---|---|---|---|", ...newest.values()].join(
    "\n",
  );
}

const short = (digest: string): string => digest.slice(0, 12);
