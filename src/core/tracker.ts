import { sayChoice } from "./choice.ts";
import { renderFindings } from "./findings.ts";
import { shortened } from "./fit.ts";
import { codeCell, firstLine, renderGates } from "./gate-table.ts";
import { renderWaiting } from "./how-to-answer.ts";
import { linked } from "./linked.ts";
import { type HeardStatus, openApproval, type RunStatus, type StepStatus } from "./status.ts";
import { allTokens } from "./usage.ts";

const marks = {
  pending: "⬜",
  running: "🔄",
  passed: "✅",
  failed: "❌",
  waiting: "⏸️",
  skipped: "➖",
} as const;

/** Where a tracker stands: whether people are heard there, and how long it may be; null: as long as it is. */
export interface Place {
  people: boolean;
  maxBody: number | null;
}

/** The one comment that always shows the run's state. The same status gives the same text. */
export function renderTracker(status: RunStatus, { people, maxBody }: Place): string {
  const { gates, choices, steps, findings, reason } = status;
  const sizes = {
    gates: gates.length,
    choices: choices.length,
    findings: findings.length,
    steps: steps.length,
    reason: reason.split("\n").length,
  };
  return shortened(sizes, (most) => render(status, people, most), maxBody);
}

type Sizes = Record<"gates" | "choices" | "findings" | "steps" | "reason", number>;

function render(status: RunStatus, people: boolean, most: Sizes): string {
  return [
    `### Phasegate: ${status.status}`,
    `**${summary(status)}** ${figures(status)}`,
    quote(status.reason, Math.min(most.reason, 30)),
    renderWaiting(status, people),
    ...status.unconfined
      .slice(0, 3)
      .map((problem) => `> ⚠️ **Not held by a sandbox:** ${firstLine(problem)}`),
    facts(status),
    renderSource(status),
    renderPhases(status),
    renderSteps(status, most.steps),
    renderOpenFindings(status, most.findings),
    renderChoices(status, most.choices),
    renderRefused(status.heard),
    renderGates(status, most.gates),
  ]
    .filter((block) => block !== "")
    .join("\n\n");
}

/** The run in one sentence. */
function summary(status: RunStatus): string {
  const { question, cause, phases } = status;
  const phase = phases.findLast((each) => each.status !== "pending")?.name ?? "initialization";
  const open = openApproval(status);
  switch (status.status) {
    case "running":
      return `At work in ${phase}${underWay(status)}; nothing is asked of you.`;
    case "waiting":
      if (question) return `Waits for an answer to question ${question.number}, in ${phase}.`;
      if (open) return `Waits for ${open.phase} to be approved.`;
      return `Waits in ${phase} until ${cause === "forge" ? "the forge lets it go on" : "somebody has mended what is said below"}.`;
    case "ready":
      return `Ready for review: ${linked("the pull request", status.pullRequest?.url)}.`;
    case "stopped":
    case "cancelled":
    case "failed":
      return `Ended in ${phase}: ${status.status}${cause === null ? "" : ` (${cause})`}.`;
  }
}

function underWay({ steps }: RunStatus): string {
  const roles = steps.filter((step) => step.status === "running").map(({ role }) => role);
  return roles.length === 0 ? "" : ` (${roles.join(", ")})`;
}

function figures(status: RunStatus): string {
  const passed = status.phases.filter((phase) => phase.status === "passed").length;
  const open = status.findings.filter(({ closed }) => closed === null).length;
  return [
    `${passed} of ${status.phases.length} phases passed`,
    ...(open > 0 ? [`${open} open ${open === 1 ? "finding" : "findings"}`] : []),
    cost(status),
  ].join(" · ");
}

function facts(status: RunStatus): string {
  const request = status.pullRequest ? ` · ${linked("pull request", status.pullRequest.url)}` : "";
  return [
    `Run \`${status.id}\` · workflow \`${status.workflow}\` · branch \`${status.branch}\` · runtime \`${status.runtime}\`${request}`,
    `Base \`${short(status.base)}\` → head \`${short(status.head)}\` · ${status.filesChanged} files changed`,
  ].join("\n");
}

/** Which text is delivered. */
function renderSource({ createdAt, issueEdited }: RunStatus): string {
  const works = `The run works from the text of ${createdAt}`;
  return issueEdited === null
    ? `${works}; a later edit of the issue changes nothing.`
    : `> ⚠️ The issue was edited since the run began (now sha256 \`${issueEdited.slice(0, 16)}\`): nothing changes. ${works}.`;
}

const renderPhases = ({ phases }: RunStatus): string =>
  [
    "| phase | state |",
    "|---|---|",
    ...phases.map((phase) => `| ${phase.name} | ${marks[phase.status]} ${phase.status} |`),
  ].join("\n");

function renderSteps({ id, steps, comments }: RunStatus, most: number): string {
  const shown = most > 0 ? steps.slice(-most) : [];
  const rows = shown.map((step) => {
    const { artifact, commit } = step;
    const words = artifact ? `${artifact.name} v${artifact.version}` : "";
    const link = artifact ? linked(words, comments[`artifact/${artifact.name}`]) : words;
    return `| ${step.id} | ${marks[step.status]} ${step.status} | ${tries(step)} | ${link} | ${commit ? `\`${short(commit)}\`` : ""} |`;
  });
  return [
    ...leftOff(steps.length - shown.length, `phasegate status ${id}`),
    "| step | state | attempts | artifact | commit |",
    "|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

/** How often it was tried, and on which rungs of recovery: "3: same-session, fresh-session". */
const tries = ({ attempts, rungs }: StepStatus): string =>
  rungs.length === 0 ? String(attempts) : `${attempts}: ${rungs.join(", ")}`;

function renderOpenFindings({ id, findings }: RunStatus, most: number): string {
  const open = findings.filter(({ closed }) => closed === null);
  if (open.length === 0) return "";
  const shown = open.slice(0, most);
  const table = renderFindings({ findings: shown });
  return [
    "Open findings of the review:",
    "",
    ...leftOff(open.length - shown.length, `phasegate status ${id}`),
    ...(table === "" ? [] : [table]),
  ]
    .join("\n")
    .trimEnd();
}

function renderChoices({ id, choices }: RunStatus, most: number): string {
  const shown = most > 0 ? choices.slice(-most) : [];
  return [
    ...leftOff(choices.length - shown.length, `phasegate status ${id}`),
    ...shown.map(({ subject, by, choice }) => `- ${subject}: ${by} chose to ${firstLine(sayChoice(choice))}`),
  ]
    .join("\n")
    .trimEnd();
}

const leftOff = (number: number, command: string): string[] =>
  number > 0 ? [`${number} more have no room here: \`${command}\`.`, ""] : [];

/** What people said and the run did not do, and why. */
function renderRefused(heard: readonly HeardStatus[]): string {
  const refused = heard.filter(({ obeyed }) => !obeyed);
  if (refused.length === 0) return "";
  return [
    "Not obeyed:",
    "",
    ...refused.map(
      ({ by, text, reason }) =>
        `- ${by}: ${codeCell(String(text.split("\n")[0]).slice(0, 80))}: ${firstLine(reason)}`,
    ),
  ].join("\n");
}

function cost({ usage, budget }: RunStatus): string {
  const money = usage.costUsd === null ? "unpriced" : `$${usage.costUsd.toFixed(2)}`;
  const of = budget.usd === null ? "" : ` of $${budget.usd.toFixed(2)}`;
  const tokens = budget.tokens === null ? "" : ` of ${budget.tokens}`;
  return `${allTokens(usage)}${tokens} tokens · ${money}${of}`;
}

const short = (commit: string): string => commit.slice(0, 12);

const quote = (text: string, most: number): string =>
  text === ""
    ? ""
    : text
        .split("\n")
        .slice(0, most)
        .map((line) => `> ${line}`.slice(0, 1_000))
        .join("\n");
