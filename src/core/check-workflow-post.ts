import type { Place } from "./check-workflow-scope.ts";
import type { PhaseName } from "./phase.ts";
import type { Duty, Role } from "./role.ts";
import type { Phase, StepSpec } from "./workflow.ts";

export type Path = readonly PropertyKey[];
export type Report = (path: Path, message: string, remedy: string) => void;

/** A step whose role has a duty here. */
export interface Post extends Place {
  path: Path;
  duty: Duty;
}

export interface Scene {
  roles: Readonly<Record<string, Role>>;
  parts: readonly string[];
  report: Report;
  phase: PhaseName;
  spec: Phase;
  posts: Post[];
  reviewer: Post | null;
  /** Artifacts that are written before this phase. */
  before: ReadonlySet<string>;
  /** A role with a verdict on code has had its turn by the end of this phase. */
  codeReviewed: boolean;
}

export type Empty = Omit<Scene, "posts" | "reviewer" | "codeReviewed">;

/** Who has which duty in the phase; roles that do not exist or have none here are mistakes. */
export function occupy(scene: Empty): { posts: Post[]; reviewer: Post | null } {
  const base = ["phases", scene.phase];
  const posts = scene.spec.steps.flatMap(
    (step, index) => postOf(scene, step, [...base, scene.spec.order, index]) ?? [],
  );
  const review = scene.spec.review;
  const path = [...base, "review", "by"];
  const reviewer = review ? postOf(scene, { role: review.by }, path) : null;
  if (reviewer && reviewer.duty.verdict !== "plans") {
    const remedy = `give its duty for ${scene.phase} the line "verdict: plans", or name another role`;
    scene.report(
      path,
      `${reviewer.role} gives no verdict on plans in ${scene.phase}, so it cannot review them`,
      remedy,
    );
  }
  return { posts, reviewer };
}

function postOf({ roles, report, phase }: Empty, step: StepSpec, path: Path): Post | null {
  const role = Object.hasOwn(roles, step.role) ? roles[step.role] : undefined;
  if (!role) {
    const remedy = `the roles are: ${Object.keys(roles).sort().join(", ")}; add your own in .phasegate/roles/${step.role}.md`;
    report(path, `there is no role ${step.role}`, remedy);
    return null;
  }
  const duty = role.duties[phase];
  if (!duty) {
    const known = Object.keys(role.duties).join(", ") || "no phase";
    const remedy = `it has a duty for ${known}; add one for ${phase} to its file, or name another role`;
    report(path, `${step.role} has no duty in ${phase}`, remedy);
    return null;
  }
  return { path, duty, role: step.role, reads: step.reads ?? duty.reads, writes: duty.writes };
}
