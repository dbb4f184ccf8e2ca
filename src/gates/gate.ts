import type { Evidence, Verdict } from "../core/evidence.ts";
import type { KnownFinding } from "../core/findings.ts";
import type { Requirement } from "../core/requirements.ts";
import type { Offer } from "../core/choice.ts";
import type { Policy } from "../core/policy.ts";
import type { Profile } from "../core/profile.ts";
import type { Duty } from "../core/role.ts";
import type { Repository, TreeChange } from "../workspace/workspace.ts";

/** A command of the project's own that makes files. */
export interface Making {
  /** Where it runs. */
  part: string;
  command: readonly string[];
  /** What it makes, in the repository: gone before it runs, so that what is there afterwards was made. */
  files: readonly string[];
}

/** What a command made: its files as they are afterwards, null where there is none, and what it printed. */
export interface Made {
  evidence: Evidence;
  files: ReadonlyMap<string, string | null>;
  printed: string;
}

/** Runs one check command in the clean checkout of `commit`; the result is the evidence. */
export interface Checks {
  /** Evidence of one check; an earlier pass of the same tree is used again, a failure is looked at anew. */
  run(commit: string, part: string, kind: string): Promise<Evidence>;
  /** Runs a check once more that `failed` on this tree; what passes now is flaky, and the evidence says so. */
  runAgain(part: string, kind: string, failed: Evidence): Promise<Evidence>;
  /** Runs a command that makes files, in the same checkout and held in the same way; done anew each time. */
  produce(commit: string, making: Making): Promise<Made>;
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
  /** Where a phase is judged, this is the base: its gates look at the whole feature. */
  before: string;
  candidate: string;
  /** What is judged: before -> candidate. */
  changes: readonly TreeChange[];
  /** The agent's final text. */
  artifact: string;
  /** Artifacts of others by name, newest version. */
  artifacts: Readonly<Record<string, string>>;
  /** Versions that newer ones took the place of: a report of mending says nothing of what was built before. */
  earlier: readonly { name: string; version: number; text: string }[];
  /** The text that a person began the run with. Nowhere else can a person's permission stand: agents write the rest. */
  issue: string;
  /** Of the newest specification or plan, else of the issue; without those that were dropped. */
  requirements: readonly Requirement[];
  /** What may be chosen, where the turn is to choose. */
  offers: readonly Offer[];
  /** Names of findings that a person has allowed. */
  allowed: ReadonlySet<string>;
  /** What reviews found so far in this run. */
  findings: readonly KnownFinding[];
  /** The role that may change a path; null when none of the workflow may. */
  ownerOf(path: string): string | null;
  /** Evidence of checks that ran on a commit's tree, by name ("backend/test"). */
  evidenceOf(commit: string): Promise<Readonly<Record<string, Evidence>>>;
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
