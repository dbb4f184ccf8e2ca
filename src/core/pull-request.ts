import { renderFindings } from "./findings.ts";
import type { RunStatus } from "./status.ts";
import { codeCell, renderGates } from "./tracker.ts";

/**
 * The body of a ready pull request, written for the reviewer: the report first, then the trace of the requirements,
 * then what the engine saw.
 */
export function renderPullRequest(status: RunStatus, issue: number, report: string, trace = ""): string {
  return [
    `Closes #${issue}.`,
    "",
    ...(report === "" ? [] : [report, ""]),
    ...(trace === "" ? [] : ["## Requirements traced", "", trace, ""]),
    ...(status.findings.length > 0 ? ["## Findings of the review", "", renderFindings(status), ""] : []),
    ...(status.dropped.length > 0
      ? ["## Dropped to a follow-up", "", ...status.dropped.map((id) => `- ${id}`), ""]
      : []),
    "## Evidence",
    "",
    `Every line was seen by the engine in a clean checkout; an agent's word is never a verdict. Run \`${status.id}\`, base \`${status.base.slice(0, 12)}\`, head \`${status.head.slice(0, 12)}\`.`,
    "",
    renderFinal(status),
    "",
    `To repeat one: \`git checkout ${status.head.slice(0, 12)}\` in a clean clone, install, and run its command in the folder before the colon. To repeat all of it, gates and artifacts included: \`phasegate verify ${status.id}\`.`,
    "",
    renderHead(status),
    "",
    renderGates(status),
  ].join("\n");
}

/** The newest word of each gate on the whole feature, and whether it is about the head's tree. */
function renderHead(status: RunStatus): string {
  const newest = new Map<string, string>();
  for (const { step, name, phase, verdict, reason, evidence } of status.gates) {
    if (step !== null) continue;
    const tree = evidence[0]?.tree.slice(0, 12) ?? "";
    const [first = ""] = reason.split("\n");
    newest.set(
      `${phase} ${name}`,
      `| ${phase} | ${name} | ${verdict} | ${tree === "" ? "" : codeCell(tree)} | ${first.slice(0, 160).replaceAll("|", "\\|")} |`,
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
        `| ${codeCell(seen.command)} | ${seen.exitCode} | ${(seen.durationMs / 1000).toFixed(1)} s | \`${seen.tree.slice(0, 12)}\` | \`${seen.outputSha256.slice(0, 12)}\` |`,
      );
    }
  }
  return ["| check | exit code | time | tree | output |", "|---|---|---|---|---|", ...newest.values()].join(
    "\n",
  );
}
