// What a run is made from, and what is known of it
export type { Definition } from "./core/definition.ts";
export type { KeyedEvent, RunEvent } from "./core/event.ts";
export type { RunStatus } from "./core/status.ts";
export { statusOf } from "./core/status.ts";
export type { Repeated, Verification } from "./core/verification.ts";

// The team, and whether it can work
export type { Role } from "./core/role.ts";
export type { Workflow } from "./core/workflow.ts";
export type { Profile } from "./core/profile.ts";
export { loadTeam, type Team } from "./team/load.ts";
export { checkWorkflow } from "./core/check-workflow.ts";

// The rules
export { decide, type Move } from "./core/decide.ts";
export { newRun, replay, type RunState } from "./core/run.ts";

// Carrying runs out
export type { Engine, RunNews } from "./engine/engine.ts";
export { openEngine } from "./engine/open.ts";

// What adapters implement
export type { Forge } from "./forge/forge.ts";
export type { Runtime } from "./runtimes/runtime.ts";
export type { Gate, GateContext } from "./gates/gate.ts";

// Errors that a person can mend
export { MistakesError, UserError, type Mistake } from "./core/error.ts";
