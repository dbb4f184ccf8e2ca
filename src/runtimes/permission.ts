import { lstat, readlink, realpath } from "node:fs/promises";
import path from "node:path";
import { mayChange, type Permission, type Policy } from "../core/policy.ts";

/** What an agent wants to do, as its runtime tells it. `other`: whatever no role is given. */
export interface Call {
  kind: "read" | "write" | "delete" | "shell" | "other";
  /** As the runtime calls it. */
  tool: string;
  /** Of reading, writing and deleting. */
  path?: string | undefined;
  /** A file that is not there yet is written. */
  isNew?: boolean | undefined;
}

/** Where an agent's calls take place; absolute paths of this machine. */
export interface Ground {
  policy: Policy;
  tree: string;
  /** Folders beside the tree that may be read. */
  readable?: readonly string[] | undefined;
}

/** May this role do this? `path` is relative to the tree, with `/`. The reason is written for the agent. */
export function decide(policy: Policy, call: Call): Permission {
  const { kind, tool, path: file } = call;
  if (kind === "read") return { allowed: true };
  if (kind === "shell")
    return policy.shell ? { allowed: true } : denied(`${policy.role} may not run commands`);
  if (kind === "other" || file === undefined) return denied(`${policy.role} may not use ${tool}`);
  if (file.split("/").some((name) => name.toLowerCase() === ".git"))
    return denied(`${policy.role} may not change ${file}: .git is not the agent's`);
  if (kind === "delete") return mayChange(policy, { path: file, kind: "deleted" });
  return mayChange(policy, { path: file, kind: call.isNew ? "added" : "modified" });
}

const denied = (reason: string): Permission => ({ allowed: false, reason });

/**
 * The same, asked of the disk before the deed: `path` is absolute, or relative to the tree, and is followed to where
 * it really leads. What cannot be decided is denied; never throws.
 */
export async function permissionFor(ground: Ground, call: Call): Promise<Permission> {
  try {
    if (call.path === undefined) return decide(ground.policy, call);
    return await permissionAt(ground, call, call.path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return denied(`${ground.policy.role} may not use ${call.tool}: this cannot be decided: ${why}`);
  }
}

async function permissionAt(ground: Ground, call: Call, file: string): Promise<Permission> {
  const { policy } = ground;
  const tree = await realpath(ground.tree);
  const target = path.resolve(tree, file);
  const places = await placesOf(target);
  const doing = call.kind === "read" ? "read" : "change";
  const shown = relative(tree, target) ?? file;
  const outside = denied(`${policy.role} may not ${doing} ${shown}: it leads out of the tree`);
  // A program expands `~` by itself, and to another place than this.
  if (/^~(\/|$)/.test(file)) return outside;
  if (call.kind === "read") return (await isReadable(ground, places.real)) ? { allowed: true } : outside;
  const changed = call.kind === "delete" ? [places.named] : new Set([places.named, places.real]);
  for (const place of changed) {
    const within = relative(tree, place);
    if (within === null) return outside;
    const permission = decide(policy, { ...call, path: within, isNew: !places.isThere });
    if (!permission.allowed) return permission;
  }
  return { allowed: true };
}

async function isReadable({ tree, readable = [] }: Ground, real: string): Promise<boolean> {
  const roots = await Promise.all([tree, ...readable].map((root) => realpath(root).catch(() => root)));
  return roots.some((root) => real === root || relative(root, real) !== null);
}

/** The path below `root`, with `/`; null when it is not below it. */
function relative(root: string, file: string): string | null {
  const below = path.relative(root, file);
  if (below === "" || path.isAbsolute(below) || below.split(path.sep)[0] === "..") return null;
  return below.split(path.sep).join("/");
}

interface Places {
  /** Its folder followed through every link, itself not. */
  named: string;
  /** Itself followed too. */
  real: string;
  isThere: boolean;
}

async function placesOf(target: string): Promise<Places> {
  const named = path.join(await follow(path.dirname(target)), path.basename(target));
  const facts = await lstat(named).catch(() => null);
  return { named, real: facts?.isSymbolicLink() ? await follow(named) : named, isThere: facts !== null };
}

/** Where a path leads, also when it or its folders are not there yet; a link may point to what is not there. */
async function follow(file: string, depth = 0): Promise<string> {
  if (depth > 64) throw new Error("too many links");
  const real = await realpath(file).catch(() => null);
  if (real !== null) return real;
  const link = await readlink(file).catch(() => null);
  if (link !== null)
    return follow(path.resolve(await follow(path.dirname(file), depth + 1), link), depth + 1);
  const above = path.dirname(file);
  return above === file ? file : path.join(await follow(above, depth + 1), path.basename(file));
}
