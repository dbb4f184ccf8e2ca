import path from "node:path";
import type { GateFinding } from "../../core/evidence.ts";
import { isProtected, mayChange } from "../../core/policy.ts";
import type { TreeChange } from "../../workspace/workspace.ts";
import type { Gate, GateContext } from "../gate.ts";
import { inspect } from "../inspection.ts";
import { protectedPath } from "../protected/ground.ts";
import { shownFindings } from "../shown-findings.ts";
import { collisions, strangeName } from "./names.ts";

/** The whole change of a step lies where its role may change things; whatever way it came about. */
export const scope: Gate = {
  name: "scope",
  async check(context) {
    const { changes, duty, role } = context;
    const colliding = await collisions(context);
    const all: GateFinding[] = [...colliding];
    for (const change of changes) all.push(...(await findingsOf(context, change)));
    const isOpen = ({ allowance }: GateFinding) => allowance === null || !context.allowed.has(allowance);
    const open = all.filter(isOpen).length;
    const missing = duty.changes === "required" && changes.length === 0;
    const needless = duty.changes === "none" && changes.length > 0;
    const noun = changes.length === 1 ? "1 changed file" : `${changes.length} changed files`;
    return inspect(context, "scope", {
      what: "paths of the step's diff",
      passed: changes.length === 0 ? "nothing was changed" : `${noun}, all where ${role} may change them`,
      mistakes: [
        ...shownFindings(context, all, shown),
        ...(open > shown ? [`and ${open - shown} more`] : []),
        ...(missing ? [`${role} was to change files and changed none`] : []),
        ...(needless ? [`${role} was to change no file`] : []),
      ],
      ...(open > 0 ? { remedy: "Put these paths back exactly as they were." } : {}),
    });
  },
};

const shown = 20;

/** What a person may allow is protected ground alone; that a role keeps to its part is between the roles. */
async function findingsOf(context: GateContext, change: TreeChange): Promise<GateFinding[]> {
  const permission = mayChange(context.policy, change);
  const message = permission.allowed ? null : permission.reason;
  if (message !== null && isProtected(context.policy, change.path))
    return [await protectedPath(context, change, message)];
  if (message !== null) return [finding("outside", change.path, message)];
  const strange = strangeName(change.path);
  if (strange !== null) return [finding("name", change.path, strange)];
  if (change.kind === "deleted") return [];
  if (change.mode === "160000")
    return [
      finding(
        "submodule",
        change.path,
        `${change.path} is a git repository of its own; only files can be delivered`,
      ),
    ];
  return change.mode === "120000" ? linkFindings(context, change) : [];
}

async function linkFindings(context: GateContext, change: TreeChange): Promise<GateFinding[]> {
  const target = (await context.repository.file(context.candidate, change.path)) ?? "";
  const resolved = path.posix.normalize(path.posix.join(path.posix.dirname(change.path), target));
  const leaves =
    path.posix.isAbsolute(target) || resolved.startsWith("..") || resolved.split("/").includes(".git");
  if (leaves)
    return [
      finding("link", change.path, `${change.path} is a link that leads out of the repository, to ${target}`),
    ];
  const below = groundBelow(context, change.path);
  if (below === undefined) return [];
  const message = `${change.path} is a link where ${below} would lie, which is protected in this project`;
  return [await protectedPath(context, change, message)];
}

/** Protected ground that would be reached through a link at this path. */
const groundBelow = ({ policy }: GateContext, link: string): string | undefined =>
  policy.never.find((glob) =>
    /^[^*?[\]{}()!]+/.exec(glob)?.[0].toLowerCase().startsWith(`${link.toLowerCase()}/`),
  );

const finding = (rule: string, file: string, message: string): GateFinding => ({
  rule,
  path: file,
  line: 0,
  message,
  allowance: null,
});
