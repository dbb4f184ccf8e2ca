import type { Cast } from "./casting.ts";
import type { Choice } from "./choice.ts";
import type { AttemptOutcome, RunEvent } from "./event.ts";
import type { Failure } from "./failure.ts";
import { noLimits } from "./limits.ts";
import { accepted, definitionOf, duty, onePhase, outcomes, role, team } from "./run.fixture.ts";
import type { Turn } from "./turn.ts";

const manager = role("project-manager", {
  ready: duty("run-report", { reads: ["*"] }),
  recovery: duty("recovery-choice", { gates: ["choice"] }),
});
export const roles = { ...team, "project-manager": manager };

const cast: Cast = {
  runtime: { name: "scripted", options: {} },
  stronger: { name: "scripted", options: {}, model: "stronger" },
  budget: { usd: null, tokens: null },
  limits: noLimits,
};

export const implementation = "{ sequence: [backend-developer, frontend-developer] }";
export const definition = definitionOf(onePhase("implementation", implementation), {
  roles,
  casting: { "frontend-developer": cast },
});

export const no = (reason: string, facts: Partial<Failure> = {}): AttemptOutcome => ({
  kind: "refused",
  failure: { class: "gate", signature: reason, reason, ...facts },
});
export const chooses = (choice: Choice): AttemptOutcome => accepted("recovery-choice", { choice });
export const answered = (choice: Choice, number = 1): RunEvent => ({
  type: "question.answered",
  number,
  choice,
  by: "Ann",
});

/** Outcomes by role, one after the other; the last one for all that follow. */
export const playing = (parts: Record<string, AttemptOutcome[]>) => {
  const players = Object.entries(parts).map(([name, list]) => outcomes(name, list));
  return { outcome: (turn: Turn) => players.map((play) => play(turn)).find((outcome) => outcome) };
};
