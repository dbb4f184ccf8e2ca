import { allTokens } from "../../core/usage.ts";
import { count, duration, moneyOf, tokensOf } from "../figures.ts";
import type { Colour, Paint } from "./colour.ts";
import type { View } from "./view.ts";
import { cut, pad } from "./width.ts";

const marks: Record<View["phases"][number]["status"], [string, Colour]> = {
  pending: ["·", "dim"],
  running: ["▶", "cyan"],
  passed: ["✔", "green"],
  failed: ["✘", "red"],
  waiting: ["?", "yellow"],
};

/** The redrawn lines at the bottom of a terminal, each within `columns`. */
export function blockOf(
  view: View,
  at: { now: number; startedAt: number; columns: number; paint: Paint },
): string[] {
  const { paint } = at;
  const phases = view.phases.map(({ name, status }) => {
    const [mark, colour] = marks[status];
    return paint(colour, `${mark} ${name}`);
  });
  const steps = view.running.map(
    ({ step, attempt, since, doing }) =>
      `  ${pad(step, 34)}  ${attempt > 1 ? `attempt ${attempt}  ` : ""}${duration(at.now - since).padStart(6)}  ${paint("dim", doing)}`,
  );
  const failed = view.gatesFailed > 0 ? paint("red", `${view.gatesFailed} failed`) : "0 failed";
  const figures = [
    `gates ${view.gatesPassed} passed, ${failed}`,
    tokensOf(allTokens(view.usage), view.budget),
    moneyOf(view.usage.costUsd, view.budget),
    duration(at.now - at.startedAt),
  ];
  const lines = [
    "",
    `${paint("bold", view.title)}  ${paint("dim", `${view.id}, ${view.workflow}`)}`,
    phases.join("  "),
    ...view.unconfined.map((problem) => paint("red", `NOT HELD by a sandbox: ${problem}`)),
    ...steps,
  ];
  lines.push(
    view.running.length > 1
      ? `${count(view.running.length, "step")} running, ${figures.join(", ")}`
      : figures.join(", "),
  );
  return lines.map((line) => cut(line, at.columns - 1));
}
