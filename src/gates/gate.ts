import type { Evidence, Verdict } from "../core/evidence.ts";
import type { Policy } from "../core/policy.ts";
import type { Profile } from "../core/profile.ts";
import type { Duty } from "../core/role.ts";
import type { Repository, TreeChange } from "../workspace/workspace.ts";

/** Runs one check command in the clean checkout of `commit`; the result is the evidence. */
export interface Checks {
  /** Evidence of one check; an earlier pass of the same tree is used again, a failure is looked at anew. */
  run(commit: string, part: string, kind: string): Promise<Evidence>;
}

/** All that a gate may look at: what exists, never what an agent says about it. */
export interface GateContext {
  role: string;
  duty: Duty;
  policy: Policy;
  profile: Profile;
  repository: Repository;
  /** The run's base commit, the head before this step, and the candidate with the step's changes. */
  base: string;
  before: string;
  candidate: string;
  /** Changes of this step: before -> candidate. */
  changes: readonly TreeChange[];
  /** The agent's final text. */
  artifact: string;
  /** Artifacts of others by name, newest version. */
  artifacts: Readonly<Record<string, string>>;
  /** Which checks: those of the parts that the step touched, or all. */
  checksOf: "part" | "all";
  checks: Checks;
  /** Evidence of every check on the base commit. */
  baseChecks: readonly Evidence[];
  remote: string;
  branch: string;
  /** Facts for evidence that is an inspection and no process. */
  environment: string;
  now(): Date;
}

/** A condition that the engine checks before work goes on. Never throws for what an agent did. */
export interface Gate {
  readonly name: string;
  check(context: GateContext): Promise<Verdict>;
}
