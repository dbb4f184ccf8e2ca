import { setTimeout as delay } from "node:timers/promises";
import type { RunStatus } from "../core/status.ts";
import type { Engine } from "../engine/engine.ts";
import { printJson, type Environment, type Screen } from "./environment.ts";
import { exitCodeOf, interruptedByPerson } from "./exit-code.ts";
import { pollMsOf } from "./poll.ts";
import { paintFor } from "./progress/colour.ts";
import { progressOn } from "./progress/progress.ts";
import { summaryOf } from "./summary.ts";

/** A run that a command carries through in the foreground; `begin` sets it going. */
export interface Foreground {
  environment: Environment;
  engine: Engine;
  json: boolean;
  /** Stay while the run waits for a person, and go on when somebody has answered on the forge. */
  wait?: boolean;
  /** The run as it is before `begin`. */
  status: RunStatus;
  begin(): Promise<RunStatus>;
}

/**
 * Show the run until it ends, waits for a person or is interrupted; gives the exit code.
 * Closes the engine.
 */
export async function inForeground(foreground: Foreground): Promise<number> {
  const { environment, engine, json, status } = foreground;
  const screen = json ? environment.error : environment.out;
  const interruption = interruptionOf(environment);
  let end: RunStatus | "interrupted" | null = null;
  try {
    end = await watched(foreground, screen, interruption.happened);
    if (end === "interrupted") await engine.interrupt(status.id);
  } finally {
    await engine.close();
    interruption.ignore();
  }
  if (end === "interrupted") {
    environment.error.write(`stopped; go on with: phasegate resume ${status.id}\n`);
    return interruptedByPerson;
  }
  if (json) printJson(environment, end);
  else screen.write(`${summaryOf(end, paintFor(environment, screen)).join("\n")}\n`);
  return exitCodeOf(end);
}

/** Shows progress until the run has settled or the person interrupts. */
async function watched(
  foreground: Foreground,
  screen: Screen,
  interrupted: Promise<"interrupted">,
): Promise<RunStatus | "interrupted"> {
  const { environment, engine, status } = foreground;
  const progress = progressOn(screen, status, environment);
  const unfollow = engine.follow((news) => progress.show(news));
  const settled = carriedThrough(foreground);
  // Once interrupted, nobody waits for it any more.
  settled.catch(() => {});
  try {
    return await Promise.race([settled, interrupted]);
  } finally {
    unfollow();
    progress.end();
  }
}

/** Resolves when the run has ended, or waits for a person and nobody here waits with it. */
async function carriedThrough({ environment, engine, begin, wait }: Foreground): Promise<RunStatus> {
  const pollMs = pollMsOf(environment);
  let status = await begin();
  for (;;) {
    while (status.status === "running") status = await engine.settled(status.id); // an answer may come while it settles
    if (wait !== true || status.status !== "waiting") return status;
    await delay(pollMs);
    status = await engine.heed(status.id);
  }
}

export function interruptionOf(environment: Environment): {
  happened: Promise<"interrupted">;
  ignore(): void;
} {
  let ignore = () => {};
  const happened = new Promise<"interrupted">((resolve) => {
    ignore = environment.onInterrupt(() => resolve("interrupted"));
  });
  return { happened, ignore };
}
