import { allTokens } from "../core/usage.ts";
import type { GateStatus, RunStatus } from "../core/status.ts";
import { between, firstLine, money, moneyOf, plainLines, short, tokens, tokensOf } from "./figures.ts";
import { plain, type Colour, type Paint } from "./progress/colour.ts";
import { answersOf, placeOf } from "./summary.ts";
import { table } from "./table.ts";

const colours: Record<string, Colour> = {
  passed: "green",
  ready: "green",
  failed: "red",
  stopped: "red",
  cancelled: "red",
  waiting: "yellow",
  running: "cyan",
};

/** A run as a page of text: its phases, its steps, and the gates that hold it up. */
export function statusText(status: RunStatus, paint: Paint = plain): string[] {
  const coloured = (word: string) => paint(colours[word] ?? "dim", word);
  return [
    `${paint("bold", firstLine(status.feature.title))}  ${coloured(status.status)}`,
    ...plainLines(status.reason)
      .filter((line) => line !== "")
      .slice(0, status.question ? 24 : 6)
      .map((line) => `  ${line}`),
    ...answersOf(status),
    ...unconfinedLines(status, paint),
    "",
    ...table(factsOf(status), "  "),
    "",
    ...table([
      ["phase", "status", "time"],
      ...status.phases.map((phase) => [
        phase.name,
        coloured(phase.status),
        between(phase.startedAt, phase.endedAt),
      ]),
    ]),
    ...stepsOf(status, coloured),
    ...failingOf(status, paint),
  ];
}

/** Nobody may overlook that an agent could have done anything that its user can. */
export function unconfinedLines({ unconfined }: RunStatus, paint: Paint): string[] {
  return unconfined.map((problem) => `  ${paint("red", `NOT HELD by a sandbox: ${firstLine(problem)}`)}`);
}

function factsOf(status: RunStatus): string[][] {
  const facts: [string, string | null][] = [
    ["run", `${status.id}, workflow ${status.workflow}, played by ${status.runtime}`],
    ["feature", status.feature.source],
    ["repository", status.repository],
    ["branch", `${status.branch}, from ${short(status.base)}, head ${short(status.head)}`],
    ["changed", `${status.filesChanged} files`],
    [
      "used",
      `${tokensOf(allTokens(status.usage), status.budget)}, ${moneyOf(status.usage.costUsd, status.budget)}`,
    ],
    [
      "pull request",
      status.pullRequest && `${placeOf(status.pullRequest.url)}${status.pullRequest.draft ? " (draft)" : ""}`,
    ],
    ["issue", status.issue && placeOf(status.issue.url)],
    ["tracker", status.tracker && placeOf(status.tracker)],
    ["engine", status.crashes === 0 ? null : `came back ${status.crashes} times`],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
}

function stepsOf(status: RunStatus, coloured: (word: string) => string): string[] {
  if (status.steps.length === 0) return [];
  const rows = status.steps.map((step) => [
    step.id,
    coloured(step.status),
    String(step.attempts),
    tokens(allTokens(step.usage)),
    money(step.usage.costUsd),
    between(step.startedAt, step.endedAt),
    step.commit === null ? "" : short(step.commit),
    step.artifact === null ? "" : `${step.artifact.name} v${step.artifact.version}`,
    Object.keys(step.models).map(firstLine).join(", "),
  ]);
  const head = ["step", "status", "attempts", "tokens", "cost", "time", "commit", "artifact", "model"];
  return ["", ...table([head, ...rows])];
}

function failingOf(status: RunStatus, paint: Paint): string[] {
  const failing = failingGates(status.gates);
  if (failing.length === 0) return [];
  const rows = failing.map((gate) => [
    gate.step ?? gate.phase,
    gate.name,
    paint("red", firstLine(gate.reason)),
  ]);
  return ["", "failing gates", ...table(rows, "  ")];
}

/** Gates whose newest verdict on their step or phase is that it failed. */
export function failingGates(gates: readonly GateStatus[]): GateStatus[] {
  const newest = new Map(gates.map((gate) => [`${gate.phase} ${gate.step ?? ""} ${gate.name}`, gate]));
  return [...newest.values()].filter((gate) => gate.verdict === "failed");
}
