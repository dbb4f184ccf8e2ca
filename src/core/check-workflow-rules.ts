import { findCycle, isReachable } from "./check-workflow-order.ts";
import type { Path, Post, Scene } from "./check-workflow-post.ts";
import { scopeTerms, shareScope } from "./check-workflow-scope.ts";
import { engineArtifacts } from "./role.ts";
import type { GateSpec } from "./workflow.ts";

export function checkPhase(scene: Scene): void {
  checkNamesOnce(scene);
  if (scene.spec.order === "auto") checkCycle(scene);
  for (const post of scene.posts) checkReads(scene, post, available(scene, post));
  if (scene.reviewer)
    checkReads(scene, scene.reviewer, new Set([...scene.before, ...scene.posts.map(({ writes }) => writes)]));
  for (const post of [...scene.posts, scene.reviewer]) {
    if (!post) continue;
    checkEdits(scene, post);
    checkWrites(scene, post);
  }
  checkScopes(scene);
  checkGates(scene);
}

/** An artifact of that name would hide what the engine itself provides. */
function checkWrites({ report }: Scene, { path, role, writes }: Post): void {
  if (!engineArtifacts.some((name) => name === writes)) return;
  report(
    path,
    `${role} writes ${writes}, which the engine itself provides`,
    `give what ${role} writes another name in its file`,
  );
}

/** A role, and an artifact, has one place in a phase. */
function checkNamesOnce({ posts, reviewer, phase, report }: Scene): void {
  const all = reviewer ? [...posts, reviewer] : posts;
  for (const [index, { path, role, writes }] of all.entries()) {
    const earlier = all.slice(0, index);
    const writer = earlier.find((other) => other.writes === writes);
    if (earlier.some((other) => other.role === role)) {
      report(path, `${role} is in ${phase} twice`, "name each role once in a phase");
    } else if (writer) {
      report(
        path,
        `${role} and ${writer.role} both write ${writes} in ${phase}`,
        "let each write an artifact of its own",
      );
    }
  }
}

/** What a step can read when it starts. */
function available({ posts, spec, before }: Scene, post: Post): Set<string> {
  const index = posts.indexOf(post);
  const writers = {
    sequence: posts.slice(0, index),
    parallel: [],
    auto: posts.filter((other) => other.role !== post.role),
  }[spec.order];
  return new Set([...before, ...writers.map((other) => other.writes)]);
}

function checkReads(scene: Scene, { path, role, reads }: Post, known: ReadonlySet<string>): void {
  for (const artifact of reads) {
    if (artifact === "*" || known.has(artifact)) continue;
    const peer = [...scene.posts, scene.reviewer].find(
      (other) => other && other.role !== role && other.writes === artifact,
    );
    const message = peer
      ? `${role} reads ${artifact}, which ${peer.role} writes only ${scene.spec.order === "parallel" ? "at the same time" : "later"}`
      : `${role} reads ${artifact}, which no step before it writes`;
    const ready = [...known].sort().join(", ");
    scene.report(
      path,
      message,
      `put its writer before ${role}, or override what it reads; there is: ${ready}`,
    );
  }
}

function checkEdits({ parts, report }: Scene, { path, role, duty }: Post): void {
  const known = new Set<string>([...scopeTerms, ...parts]);
  for (const term of duty.edits) {
    if (known.has(term)) continue;
    const remedy = `the parts are: ${parts.join(", ")}; call one of them ${term} in .phasegate/profile.yaml, or use a workflow whose roles edit "parts", such as trio or direct`;
    report(path, `${role} edits ${term}, but the project has no such part`, remedy);
  }
}

/** Steps that may run at once stay off each other's ground. */
function checkScopes({ posts, spec, report }: Scene): void {
  if (spec.order === "sequence") return;
  const follows = (one: Post, other: Post) => spec.order === "auto" && isReachable(posts, one, other);
  for (const [index, one] of posts.entries()) {
    for (const other of posts.slice(0, index)) {
      if (!shareScope(one.duty.edits, other.duty.edits) || follows(one, other) || follows(other, one))
        continue;
      const terms = ({ duty }: Post) => duty.edits.join(", ");
      const message = `${one.role} (edits ${terms(one)}) and ${other.role} (edits ${terms(other)}) may change the same files at once`;
      report(one.path, message, "put them in a sequence, or give them different parts to edit");
    }
  }
}

function checkCycle({ posts, phase, report }: Scene): void {
  const cycle = findCycle(posts);
  const [first] = cycle;
  if (!first) return;
  const names = [...cycle, first].map(({ role }) => role).join(" -> ");
  const remedy = "let one of them read less, or put them in a sequence";
  report(first.path, `the steps of ${phase} wait for each other: ${names}`, remedy);
}

function checkGates(scene: Scene): void {
  const base: Path = ["phases", scene.phase];
  const { gate, each, steps, order } = scene.spec;
  checkGateList(scene, [...base, "gate"], gate);
  checkGateList(scene, [...base, "each"], each);
  for (const [index, step] of steps.entries())
    checkGateList(scene, [...base, order, index, "each"], step.each ?? []);
}

function checkGateList(scene: Scene, path: Path, gates: readonly GateSpec[]): void {
  const { phase, spec, posts, codeReviewed, report } = scene;
  for (const [index, gate] of gates.entries()) {
    if (gate === "reviewed" && !spec.review && !posts.some(({ duty }) => duty.verdict === "plans")) {
      const remedy = `add "review: { by: product-manager, rounds: 2 }" to ${phase}, or take the gate away`;
      report(
        [...path, index],
        `nobody reviews the plans of ${phase}, so the gate "reviewed" can never pass`,
        remedy,
      );
    }
    if (gate === "review-approved" && !codeReviewed) {
      const remedy = `add a role with "verdict: code", such as code-reviewer, or take the gate away`;
      report(
        [...path, index],
        `nobody reviews the code up to ${phase}, so the gate "review-approved" can never pass`,
        remedy,
      );
    }
  }
}
