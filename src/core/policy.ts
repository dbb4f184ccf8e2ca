import picomatch from "picomatch";
import type { Profile } from "./profile.ts";
import { protectedPaths, spelled } from "./protected-paths.ts";
import type { Duty } from "./role.ts";

/** What a role may do in one turn; compiled once, enforced by the runtime and again by the scope gate. */
export interface Policy {
  role: string;
  /** Globs of what may be changed; empty: nothing. */
  write: string[];
  /** Globs of what may never be changed, even where `write` matches. */
  never: string[];
  /** Globs of tests; a test that existed before is only for those with `tests`. */
  tests: string[];
  mayEditTests: boolean;
  /** Tests that this role itself wrote in this run: it may change them again. */
  ownTests: string[];
  /** May run commands. */
  shell: boolean;
}

export interface PolicyFacts {
  role: string;
  duty: Duty;
  tools: string;
  profile: Profile;
  /** Paths changed so far by this feature. */
  changed: readonly string[];
  /** Paths that a failing check names. */
  failing: readonly string[];
  /** Test files that this role added in this run. */
  ownTests: readonly string[];
}

/** A change of one path, as git or a tool sees it. */
export interface PathChange {
  path: string;
  kind: "added" | "modified" | "deleted";
}

export type Permission = { allowed: true } | { allowed: false; reason: string };

export function compilePolicy(facts: PolicyFacts): Policy {
  const { duty, profile } = facts;
  const mayEditTests = duty.edits.includes("tests");
  return {
    role: facts.role,
    write: duty.edits.flatMap((term) => globsOf(term, facts)),
    never: [...protectedPaths, ...profile.protected],
    tests: profile.tests,
    mayEditTests,
    ownTests: [...facts.ownTests],
    shell: facts.tools.split(/,\s*/).includes("Bash"),
  };
}

function globsOf(term: string, { profile, changed, failing }: PolicyFacts): string[] {
  switch (term) {
    case "parts":
      return profile.parts.map((part) => inPart(part.path));
    case "tests":
      return profile.tests;
    case "docs":
      return profile.docs;
    case "changed":
      return changed.map(literal);
    case "failing":
      return failing.map(literal);
    default:
      return profile.parts.filter((part) => part.name === term).map((part) => inPart(part.path));
  }
}

function inPart(path: string): string {
  const plain = path
    .split("/")
    .filter((name) => name !== "" && name !== ".")
    .join("/");
  return plain === "" ? "**" : `${literal(plain)}/**`;
}

const literal = (path: string): string => path.replace(/[\\*?[\]{}()!+@|]/g, "\\$&");

/** May this role make this change? The reason is written for the agent that reads it. */
export function mayChange(policy: Policy, change: PathChange): Permission {
  const deny = (why: string): Permission => ({
    allowed: false,
    reason: `${policy.role} may not ${verb(change)} ${change.path}: ${why}`,
  });
  if (isProtected(policy, change.path)) return deny("it is protected in this project");
  if (!matches(policy.write, change.path)) return deny(`it may only change ${scopeText(policy)}`);
  if (!policy.mayEditTests && matches(policy.tests, change.path)) {
    if (change.kind !== "added" && !policy.ownTests.includes(change.path))
      return deny("tests of others stay as they are");
  }
  return { allowed: true };
}

/** Protected whatever the spelling: on some machines `agents.md` is `AGENTS.md`. */
export const isProtected = ({ never }: Pick<Policy, "never">, path: string): boolean =>
  matches(never, spelled(path), { nocase: true });

const matchers = new WeakMap<readonly string[], (path: string) => boolean>();

/** The lists of a policy are asked for every file of a tree, and are made into patterns once. */
function matches(globs: readonly string[], path: string, options: { nocase?: boolean } = {}): boolean {
  if (globs.length === 0) return false;
  const known = matchers.get(globs) ?? picomatch([...globs], { dot: true, ...options });
  matchers.set(globs, known);
  return known(path);
}

const verb = (change: PathChange): string =>
  ({ added: "add", modified: "change", deleted: "delete" })[change.kind];

function scopeText(policy: Policy): string {
  if (policy.write.length === 0) return "nothing";
  const shown = policy.write.slice(0, 8).join(", ");
  return policy.write.length > 8 ? `${shown} and ${policy.write.length - 8} more` : shown;
}
