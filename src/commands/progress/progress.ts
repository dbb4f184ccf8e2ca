import { isBound } from "../../core/budget.ts";
import { budgetText } from "../figures.ts";
import type { RunStatus } from "../../core/status.ts";
import type { RunNews } from "../../engine/engine.ts";
import type { Environment, Screen } from "../environment.ts";
import { blockOf } from "./block.ts";
import { paintFor } from "./colour.ts";
import { linesOf } from "./lines.ts";
import { newProblem, see, viewOf } from "./view.ts";

const redrawMs = 200;

/** Shows a run while it is under way. */
export interface Progress {
  show(news: RunNews): void;
  /** Leave the screen as a plain log; nothing is drawn afterwards. */
  end(): void;
}

/** A redrawn block with finished lines above it on a terminal; one line per event elsewhere. */
export function progressOn(screen: Screen, status: RunStatus, environment: Environment): Progress {
  const paint = paintFor(environment, screen);
  const startedAt = environment.now().getTime();
  const view = viewOf(status);
  const block = screen.isTTY && environment.variables["TERM"] !== "dumb" ? redrawnOn(screen) : logOn(screen);
  const now = () => environment.now().getTime();
  const draw = () => block.draw(blockOf(view, { now: now(), startedAt, columns: screen.columns, paint }));
  block.print(headOf(status));
  const timer = setInterval(draw, redrawMs);
  timer.unref();
  return {
    show(news) {
      if (news.run !== status.id) return;
      see(view, news, now());
      const lines = linesOf(news, { elapsedMs: Math.max(0, timeOf(news, now()) - startedAt), paint });
      const problem = newProblem(view, news);
      if (problem !== null) lines.unshift(paint("red", `agents are NOT HELD by a sandbox: ${problem}`));
      if (lines.length > 0) block.print(lines);
    },
    end() {
      clearInterval(timer);
      block.draw([]);
    },
  };
}

function headOf({ id, feature, workflow, runtime, budget }: RunStatus): string[] {
  const head = [`run ${id}: ${feature.title} (workflow ${workflow})`];
  if (runtime === "scripted")
    head.push("scripted runtime: no model is called; tokens and money are the scenario's figures");
  else head.push(`played by ${runtime}${isBound(budget) ? `, ${budgetText(budget)}` : ""}`);
  return head;
}

/** Events carry their own time; what an agent just did carries none. */
function timeOf(news: RunNews, now: number): number {
  return news.kind === "event" ? Math.min(now, Date.parse(news.event.at)) : now;
}

interface Block {
  print(lines: readonly string[]): void;
  draw(lines: readonly string[]): void;
}

function logOn(screen: Screen): Block {
  return {
    print: (lines) => screen.write(lines.map((line) => `${line}\n`).join("")),
    draw: () => {},
  };
}

function redrawnOn(screen: Screen): Block {
  let drawn: readonly string[] = [];
  // Up to the block's first line, then clear to the end of the screen.
  const erase = () => (drawn.length > 0 ? `\u001b[${drawn.length}A\r\u001b[J` : "");
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
  return {
    print(lines) {
      screen.write(erase() + text(lines) + text(drawn));
    },
    draw(lines) {
      screen.write(erase() + text(lines));
      drawn = lines;
    },
  };
}
