import { allTokens } from "../core/usage.ts";
import { fileURLToPath } from "node:url";
import { sayOffer } from "../core/choice.ts";
import type { RunStatus } from "../core/status.ts";
import { between, count, firstLine, moneyOf, plainLines, short, tokensOf } from "./figures.ts";
import type { Paint } from "./progress/colour.ts";
import { plain } from "./progress/colour.ts";

/** How a run ended and where its results are. */
export function summaryOf(status: RunStatus, paint: Paint = plain): string[] {
  const good = status.status === "ready";
  const [reason = "", ...more] = plainLines(status.reason);
  const rows = figuresOf(status).map(([name, value]) => `  ${name.padEnd(14)}${value}`);
  return [
    "",
    `${paint(good ? "green" : status.status === "waiting" ? "yellow" : "red", status.status)}  ${firstLine(status.feature.title)}`,
    ...(good ? [] : [`  ${reason}`, ...more.slice(0, status.question ? 24 : 6).map((line) => `  ${line}`)]),
    ...status.unconfined.map(
      (problem) => `  ${paint("red", `agents were NOT HELD by a sandbox: ${firstLine(problem)}`)}`,
    ),
    "",
    ...rows,
    "",
    ...next(status),
  ];
}

function figuresOf(status: RunStatus): [string, string][] {
  const commits = new Set(status.steps.flatMap((step) => (step.commit === null ? [] : [step.commit])));
  const passed = status.gates.filter((gate) => gate.verdict === "passed").length;
  const rows: [string, string | null][] = [
    ["run", status.id],
    ["branch", `${status.branch}, ${count(commits.size, "commit")}, head ${short(status.head)}`],
    ["files changed", String(status.filesChanged)],
    ["gates", `${passed} passed, ${status.gates.length - passed} failed on the way`],
    ["tokens", tokensOf(allTokens(status.usage), status.budget)],
    [
      "cost",
      `${moneyOf(status.usage.costUsd, status.budget)}${status.runtime === "scripted" ? " (scripted: no model was called)" : ""}`,
    ],
    ["time", between(status.createdAt, status.endedAt)],
    ["engine", status.crashes === 0 ? null : `came back ${count(status.crashes, "time")}`],
    ["issue", status.issue && placeOf(status.issue.url)],
    [
      "pull request",
      status.pullRequest && `${placeOf(status.pullRequest.url)}${status.pullRequest.draft ? " (draft)" : ""}`,
    ],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== null && row[1] !== "");
}

/** What a person would type next. */
function next(status: RunStatus): string[] {
  const { id, repository, branch } = status;
  const log = isThere(status.pullRequest) ? [] : [`git -C ${shellWord(repository)} log ${branch}`];
  const [first, ...more] = [...log, `phasegate show ${id} gates`];
  return [`  look:   ${first}`, ...more.map((line) => `          ${line}`), ...goingOn(status)];
}

/** The numbered answers to what a run asks; empty when it asks nothing. */
export function answersOf(run: RunStatus): string[] {
  const { id, question } = run;
  if (!question) return [];
  return [
    "  answer:",
    ...question.offers.map((offer, index) => `    ${index + 1}  ${sayOffer(offer)}`),
    `          phasegate answer ${id} NUMBER "TEXT"`,
    ...onTheIssue(run, "/phasegate answer NUMBER TEXT"),
  ];
}

/** It is at a forge on the network, and so is the branch; the clone has none of it. */
const isThere = (item: { url: string } | null): boolean => /^https?:/.test(item?.url ?? "");

/** Where the issue is one of a forge of people, they can say the same there. */
function onTheIssue({ issue }: RunStatus, words: string): string[] {
  if (issue === null || !isThere(issue)) return [];
  return [`          or in a new comment on ${issue.url}: ${words}`];
}

function goingOn(run: RunStatus): string[] {
  const { id, status, cause } = run;
  if (run.question) return answersOf(run);
  switch (status) {
    case "waiting":
      return cause === "account" || cause === "forge"
        ? [`  go on:  phasegate resume ${id}   (once that is mended)`]
        : [
            `  answer: phasegate approve ${id}`,
            `          phasegate reject ${id} "the reason"`,
            ...onTheIssue(run, "/phasegate approve, or /phasegate reject REASON"),
          ];
    case "stopped":
      return cause === "budget"
        ? [
            `          phasegate show ${id} usage`,
            `  go on:  phasegate resume ${id} --budget DOLLARS   (or --budget-tokens NUMBER)`,
          ]
        : [`  go on:  phasegate resume ${id}`];
    case "cancelled":
    case "failed":
      return [`  go on:  phasegate resume ${id}`];
    case "ready":
    case "running":
      return [];
  }
}

/** A path where the forge is a folder, else the address. */
export function placeOf(url: string): string {
  return url.startsWith("file:") ? fileURLToPath(url) : url;
}

/** A path as a shell reads it back. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
