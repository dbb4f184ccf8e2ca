import { sayChoice, sayOffer } from "./choice.ts";
import type { RunStatus, StepStatus } from "./status.ts";
import { allTokens } from "./usage.ts";

const marks = {
  pending: "⬜",
  running: "🔄",
  passed: "✅",
  failed: "❌",
  waiting: "⏸️",
  skipped: "➖",
} as const;

/** The one comment that always shows the run's state. The same status gives the same text. */
export function renderTracker(status: RunStatus): string {
  return [
    `### Phasegate: ${status.status}`,
    status.reason === "" ? "" : `\n${quote(status.reason)}\n`,
    ...status.unconfined.map((problem) => `\n> ⚠️ **Not held by a sandbox:** ${firstLine(problem)}\n`),
    `Run \`${status.id}\` · workflow \`${status.workflow}\` · branch \`${status.branch}\` · runtime \`${status.runtime}\``,
    `Base \`${status.base.slice(0, 12)}\` → head \`${status.head.slice(0, 12)}\` · ${status.filesChanged} files changed · ${cost(status)}`,
    "",
    "| phase | state |",
    "|---|---|",
    ...status.phases.map((phase) => `| ${phase.name} | ${marks[phase.status]} ${phase.status} |`),
    "",
    "| step | state | attempts | artifact | commit |",
    "|---|---|---|---|---|",
    ...status.steps.map(
      (step) =>
        `| ${step.id} | ${marks[step.status]} ${step.status} | ${tries(step)} | ${step.artifact ? `${step.artifact.name} v${step.artifact.version}` : ""} | ${step.commit ? `\`${step.commit.slice(0, 12)}\`` : ""} |`,
    ),
    "",
    ...status.choices.map(
      ({ subject, by, choice }) => `- ${subject}: ${by} chose to ${firstLine(sayChoice(choice))}`,
    ),
    "",
    renderGates(status),
    waiting(status),
  ]
    .filter((line, index, all) => line !== "" || all[index - 1] !== "")
    .join("\n");
}

/** Every gate's word with its evidence, newest last. */
export function renderGates(status: RunStatus): string {
  const rows = status.gates.map((gate) => {
    const runs = gate.evidence.map((e) => `${codeCell(e.command)} → ${e.exitCode}`).join("<br>");
    const tree = gate.evidence[0]?.tree.slice(0, 12) ?? "";
    return `| ${gate.step ?? gate.phase} | ${gate.name} | ${gate.verdict === "passed" ? "✅" : "❌"} | ${firstLine(gate.reason)} | ${tree ? `\`${tree}\`` : ""} | ${runs} |`;
  });
  return [
    "<details><summary>Gates and evidence</summary>",
    "",
    "| of | gate | | what was seen | tree | commands |",
    "|---|---|---|---|---|---|",
    ...rows,
    "",
    "</details>",
  ].join("\n");
}

/** How often it was tried, and on which rungs of recovery: "3: same-session, fresh-session". */
const tries = ({ attempts, rungs }: StepStatus): string =>
  rungs.length === 0 ? String(attempts) : `${attempts}: ${rungs.join(", ")}`;

function waiting(status: RunStatus): string {
  if (status.question)
    return [
      `\nWaiting for a person, question ${status.question.number}:`,
      ...status.question.offers.map((offer, index) => `${index + 1}. ${sayOffer(offer)}`),
      "",
      `\`phasegate answer ${status.id} NUMBER "TEXT"\``,
    ].join("\n");
  if (status.status === "waiting" && status.cause === "account")
    return `\nWaiting for a person. When it is mended: \`phasegate resume ${status.id}\``;
  if (status.status === "stopped" && status.cause === "budget")
    return `\nGo on with \`phasegate resume ${status.id} --budget DOLLARS\``;
  if (status.status === "waiting")
    return `\nWaiting for a person: \`phasegate approve ${status.id}\` or \`phasegate reject ${status.id} "why"\``;
  if (status.status === "stopped") return `\nGo on with \`phasegate resume ${status.id}\``;
  return "";
}

function cost({ usage, budget }: RunStatus): string {
  const money = usage.costUsd === null ? "unpriced" : `$${usage.costUsd.toFixed(2)}`;
  const of = budget.usd === null ? "" : ` of $${budget.usd.toFixed(2)}`;
  const tokens = budget.tokens === null ? "" : ` of ${budget.tokens}`;
  return `${allTokens(usage)}${tokens} tokens · ${money}${of}`;
}

const firstLine = (text: string): string =>
  text
    .replace(/\n[^]*$/, "")
    .slice(0, 200)
    .replaceAll("|", "\\|");

/** Code in a cell of a table, whatever bars, ticks and line ends it holds. */
export const codeCell = (text: string): string =>
  `\`${text.replaceAll("|", "\\|").replaceAll("`", "'").replaceAll("\n", " ")}\``;

const quote = (text: string): string =>
  text
    .split("\n")
    .slice(0, 30)
    .map((line) => `> ${line}`)
    .join("\n");
