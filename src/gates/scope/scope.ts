import path from "node:path";
import { mayChange } from "../../core/policy.ts";
import type { TreeChange } from "../../workspace/workspace.ts";
import type { Gate, GateContext } from "../gate.ts";
import { inspect } from "../inspection.ts";

/** The whole change of a step lies where its role may change things; whatever way it came about. */
export const scope: Gate = {
  name: "scope",
  async check(context) {
    const { changes, duty, role } = context;
    const outside = (await Promise.all(changes.map((change) => mistakeOf(context, change)))).flat();
    const missing = duty.changes === "required" && changes.length === 0;
    const needless = duty.changes === "none" && changes.length > 0;
    const shown = outside.slice(0, 20);
    const hidden = outside.length - shown.length;
    const mistakes = [
      ...shown,
      ...(hidden > 0 ? [`and ${hidden} more`] : []),
      ...(missing ? [`${role} was to change files and changed none`] : []),
      ...(needless ? [`${role} was to change no file`] : []),
    ];
    const remedy = outside.length > 0 ? ["Put these paths back exactly as they were."] : [];
    const noun = changes.length === 1 ? "1 changed file" : `${changes.length} changed files`;
    return inspect(context, "scope", {
      what: "paths of the step's diff",
      passed: changes.length === 0 ? "nothing was changed" : `${noun}, all where ${role} may change them`,
      mistakes: [...mistakes, ...remedy],
    });
  },
};

async function mistakeOf(context: GateContext, change: TreeChange): Promise<string[]> {
  const permission = mayChange(context.policy, change);
  if (!permission.allowed) return [permission.reason];
  if (change.kind === "deleted") return [];
  if (change.mode === "160000")
    return [`${change.path} is a git repository of its own; only files can be delivered`];
  if (change.mode !== "120000") return [];
  const target = (await context.repository.file(context.candidate, change.path)) ?? "";
  const resolved = path.posix.normalize(path.posix.join(path.posix.dirname(change.path), target));
  const leaves =
    path.posix.isAbsolute(target) || resolved.startsWith("..") || resolved.split("/").includes(".git");
  return leaves ? [`${change.path} is a link that leads out of the repository, to ${target}`] : [];
}
