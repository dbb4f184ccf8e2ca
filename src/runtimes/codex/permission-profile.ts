import type { Policy } from "../../core/policy.ts";
import { planWrites, type TreeEntry } from "../../workspace/sandbox/plan-writes.ts";

/** A permission profile of codex: what its own sandbox lets commands and patches reach. */
export interface PermissionProfile {
  /** By path relative to the tree, in the order of mounting; `.` is the tree. All else of the machine is read-only. */
  paths: ReadonlyMap<string, "read" | "write">;
  /** Folders of the tree that must be there first. */
  create: readonly string[];
}

/** What a role may change in a tree that holds `listing`. */
export function permissionProfile(policy: Policy, listing: readonly TreeEntry[]): PermissionProfile {
  const { create, mounts } = planWrites(policy, listing);
  const paths = new Map<string, "read" | "write">([[".", "read"]]);
  for (const { path, writable } of mounts) paths.set(path === "" ? "." : path, writable ? "write" : "read");
  return { paths, create };
}

/** A role without commands: whatever runs changes nothing. */
export const readOnlyProfile: PermissionProfile = { paths: new Map([[".", "read"]]), create: [] };
