import path from "node:path";
import type { Permission } from "../../core/policy.ts";
import { type Fields, textOf } from "../loose.ts";
import { type Call, type Ground, permissionFor } from "../permission.ts";
import { readingOf } from "./reading.ts";
import type { Item, PatchChange } from "./turn-reader.ts";

/** Where what codex asks for would be done. */
export interface ApprovalGround extends Ground {
  /** A path as this machine knows it, from one that the agent names. */
  outside(path: string): string;
  /** Codex holds commands itself, and asks only to run one without that. */
  isInnerOnly: boolean;
}

/** May a patch be applied? All its files must be allowed; the reason is that of the first which is not. */
export async function mayPatch(ground: ApprovalGround, item: Item | undefined): Promise<Permission> {
  const { role } = ground.policy;
  if (!item || item.changes.length === 0)
    return { allowed: false, reason: `${role} may not apply a patch of which no file is known` };
  for (const call of item.changes.flatMap(callsOf)) {
    const permission = await permissionFor(ground, { ...call, path: ground.outside(call.path) });
    if (!permission.allowed) return permission;
  }
  return { allowed: true };
}

function callsOf({ path: file, kind, movedTo }: PatchChange): (Call & { path: string })[] {
  const tool = "apply_patch";
  if (kind === "delete") return [{ kind: "delete", tool, path: file }];
  if (movedTo === null) return [{ kind: "write", tool, path: file }];
  return [
    { kind: "delete", tool, path: file },
    { kind: "write", tool, path: movedTo },
  ];
}

/** May a command be run? A role without commands may read by one, and only in the tree. */
export async function mayRun(ground: ApprovalGround, asked: Fields): Promise<Permission> {
  const { policy } = ground;
  const tool = "exec_command";
  const kind = textOf(asked["kind"]) || "command";
  if (!["command", "writeStdin"].includes(kind)) return permissionFor(ground, { kind: "other", tool: kind });
  if (asked["networkApprovalContext"])
    return { allowed: false, reason: `${policy.role} may not reach other places in the network` };
  if (policy.shell && ground.isInnerOnly)
    return { allowed: false, reason: `${policy.role} may run commands only inside the sandbox of codex` };
  const reading = policy.shell || kind === "writeStdin" ? null : readingOf(textOf(asked["command"]));
  if (!reading) return permissionFor(ground, { kind: "shell", tool });
  const cwd = textOf(asked["cwd"]) || ".";
  for (const word of [".", ...reading.words]) {
    const file = path.isAbsolute(word) || word.startsWith("~") ? word : path.posix.join(cwd, word);
    const permission = await permissionFor(ground, { kind: "read", tool, path: ground.outside(file) });
    if (!permission.allowed) return permission;
  }
  return { allowed: true };
}
