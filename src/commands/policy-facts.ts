import type { SandboxFacts } from "../core/agent.ts";
import type { Cast } from "../core/casting.ts";
import type { PhaseName } from "../core/phase.ts";
import { compilePolicy, type Policy } from "../core/policy.ts";
import type { Profile } from "../core/profile.ts";
import type { Duty, Role } from "../core/role.ts";
import { toolsOf } from "../runtimes/claude/defaults.ts";
import { permissionProfile } from "../runtimes/codex/permission-profile.ts";
import { planWrites, type TreeEntry } from "../workspace/sandbox/plan-writes.ts";

/** What a role's policy is made from before any run. */
export interface PolicyGround {
  role: Role;
  /** Only these of its duties. */
  phases: readonly PhaseName[];
  profile: Profile;
  /** Files of the newest commit. */
  files: readonly string[];
  /** Null: no runtime can play it now. */
  cast: Cast | null;
  sandbox: SandboxFacts;
}

/** What a role may do in one phase, and how that is held. */
export interface DutyFacts {
  phase: PhaseName;
  writes: string;
  reads: string[];
  policy: Policy;
  /** Ground that is known only when the turn begins: `changed`, `failing`. */
  later: string[];
  /** Hosts that its agent can reach; null: those of a runtime that is not known yet. */
  network: string[] | null;
  /** Of Claude Code: the same for all roles of a tier, so that caches hit. */
  tools: string[];
  /** Of Codex: what its own sandbox lets a command change, by path. */
  codex: Record<string, "read" | "write">;
  sandbox: SandboxFacts & { writable: string[]; readOnly: string[] };
}

export interface PolicyFacts {
  role: string;
  tier: string;
  cast: Cast | null;
  duties: DutyFacts[];
}

/** A role's policy as it would be compiled for a run that begins now. */
export function policyFacts(ground: PolicyGround): PolicyFacts {
  const { role, phases, cast } = ground;
  const duties = phases.flatMap((phase) => {
    const duty = role.duties[phase];
    return duty ? [dutyFacts(ground, phase, duty)] : [];
  });
  return { role: role.name, tier: role.tier, cast, duties };
}

function dutyFacts(ground: PolicyGround, phase: PhaseName, duty: Duty): DutyFacts {
  const { role, profile, cast } = ground;
  const nothingYet = { changed: [], failing: [], ownTests: [] };
  const policy = compilePolicy({ role: role.name, duty, tools: role.tools, profile, ...nothingYet });
  const listing = treeOf(ground.files);
  const { mounts, problem } = planWrites(policy, listing);
  const pathsThat = (writable: boolean): string[] =>
    mounts.filter((mount) => mount.writable === writable).map(({ path }) => path || ".");
  return {
    phase,
    writes: duty.writes,
    reads: duty.reads,
    policy,
    later: duty.edits.filter((term) => term === "changed" || term === "failing"),
    network: cast === null ? null : (cast.runtime.hosts ?? []),
    tools: toolsOf(role.tier),
    codex: Object.fromEntries(permissionProfile(policy, listing).paths),
    sandbox: {
      kind: ground.sandbox.kind,
      problem: ground.sandbox.problem || problem,
      writable: pathsThat(true),
      readOnly: pathsThat(false),
    },
  };
}

/** Folders and files, a folder before what is in it. */
export function treeOf(files: readonly string[]): TreeEntry[] {
  const folders = new Set<string>();
  const entries: TreeEntry[] = [];
  for (const file of files) {
    const names = file.split("/");
    for (let depth = 1; depth < names.length; depth++) {
      const folder = names.slice(0, depth).join("/");
      if (folders.has(folder)) continue;
      folders.add(folder);
      entries.push({ path: folder, kind: "folder" });
    }
    entries.push({ path: file, kind: "file" });
  }
  return entries;
}
