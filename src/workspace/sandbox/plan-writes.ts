import { mayChange, type Policy } from "../../core/policy.ts";
import { canHoldBelow, canHoldDirectly, foldersOf } from "./glob-reach.ts";

/** What lies in a tree: paths relative to it, with `/`; a folder before what is in it. */
export interface TreeEntry {
  path: string;
  kind: "file" | "folder" | "other";
}

/** What of a tree is mounted how. Everything that is not named is as the folder around it; the tree is read-only. */
export interface WritePlan {
  /** Folders that must be there before anything is mounted. */
  create: string[];
  /** In the order of mounting: what is deeper comes later. */
  mounts: { path: string; writable: boolean }[];
  /** What is not held as tightly as the policy says; else empty. */
  problem: string;
}

/** Folders of installed or cached things, which no commit holds. */
const dependencyNames = new Set(["node_modules", ".venv", "__pycache__", ".pytest_cache", ".mypy_cache"]);

export const isDependency = (path: string): boolean => dependencyNames.has(nameOf(path));

/** Beyond this, starting a program would take noticeably long. */
const mostMounts = 500;

interface Wish {
  path: string;
  writable: boolean;
  /** Dropped first when there are too many. */
  isFile: boolean;
  /** Protected in the project, and so dropped last. */
  isNever: boolean;
}

/**
 * The smallest writable folders that cover what the policy lets a role change, and in them everything that may not
 * be changed as read-only. A folder that holds something read-only is mounted itself, for then it cannot be renamed.
 */
export function planWrites(policy: Policy, listing: readonly TreeEntry[]): WritePlan {
  if (policy.write.length === 0) return { create: [], mounts: [], problem: "" };
  const create = missingFolders(policy, listing);
  const made = create.map((path): TreeEntry => ({ path, kind: "folder" }));
  const planner = new Planner(policy, [...listing, ...made]);
  return { create, ...fitted(planner.wishes()) };
}

class Planner {
  private readonly policy: Policy;
  private readonly children = new Map<string, TreeEntry[]>();
  private readonly found: Wish[] = [];

  constructor(policy: Policy, listing: readonly TreeEntry[]) {
    this.policy = policy;
    for (const entry of listing) {
      const parent = parentOf(entry.path);
      const siblings = this.children.get(parent);
      if (siblings) siblings.push(entry);
      else this.children.set(parent, [entry]);
    }
  }

  wishes(): Wish[] {
    this.visit("", false);
    return this.found;
  }

  /** Wishes for a folder and what is in it. `isOpen`: writable by what is mounted so far. Says whether there were any. */
  private visit(folder: string, isOpen: boolean): boolean {
    const opens = this.takesNew(folder);
    const place = this.found.length;
    let isMixed = false;
    for (const entry of this.children.get(folder) ?? []) {
      if (entry.kind === "file") isMixed = this.visitFile(entry.path, opens) || isMixed;
      if (entry.kind === "folder") isMixed = this.visitFolder(entry.path, opens) || isMixed;
    }
    const changes = opens !== isOpen || (opens && isMixed);
    if (changes)
      this.found.splice(place, 0, { path: folder, writable: opens, isFile: false, isNever: false });
    return changes || isMixed;
  }

  private visitFile(path: string, isOpen: boolean): boolean {
    if (!isOpen || mayChange(this.policy, { path, kind: "modified" }).allowed) return false;
    this.found.push({ path, writable: false, isFile: true, isNever: this.isNever(path) });
    return true;
  }

  private visitFolder(path: string, isOpen: boolean): boolean {
    if (isDependency(path)) {
      if (!isOpen && this.isBesideScope(path))
        this.found.push({ path, writable: true, isFile: false, isNever: true });
      return false;
    }
    if (nameOf(path) !== ".git" && canHoldBelow(this.policy.write, path) && !this.isNeverWhole(path))
      return this.visit(path, isOpen);
    if (isOpen) this.found.push({ path, writable: false, isFile: false, isNever: true });
    return isOpen;
  }

  /** Tools keep their caches in the dependencies next to a part or above it. */
  private isBesideScope(path: string): boolean {
    return canHoldBelow(this.policy.write, parentOf(path));
  }

  private takesNew(folder: string): boolean {
    return canHoldDirectly(this.policy.write, folder) && !this.isNeverWhole(folder);
  }

  private isNever(path: string): boolean {
    const free: Policy = { ...this.policy, write: ["**"], mayEditTests: true };
    return !mayChange(free, { path, kind: "modified" }).allowed;
  }

  private isNeverWhole(folder: string): boolean {
    return folder !== "" && this.isNever(`${folder}/\u0001`) && this.isNever(`${folder}/\u0001/\u0001`);
  }
}

/** Folders that a glob names and that are not there; never through a link or a file. */
function missingFolders(policy: Policy, listing: readonly TreeEntry[]): string[] {
  const kinds = new Map(listing.map(({ path, kind }) => [path, kind]));
  const wanted = policy.write.flatMap((glob) => foldersOf(glob));
  return [...new Set(wanted)].filter((folder) => {
    if (kinds.has(folder) || folder.split("/").some((name) => [".git", ".", "..", ""].includes(name)))
      return false;
    return ancestorsOf(folder).every((above) => (kinds.get(above) ?? "folder") === "folder");
  });
}

/** As many as can be mounted: folders always, then what is protected, then other files. */
function fitted(wishes: readonly Wish[]): { mounts: WritePlan["mounts"]; problem: string } {
  const plain = ({ path, writable }: Wish) => ({ path, writable });
  if (wishes.length <= mostMounts) return { mounts: wishes.map(plain), problem: "" };
  const files = wishes.filter(({ isFile }) => isFile);
  const kept = new Set(
    [...files.filter(({ isNever }) => isNever), ...files.filter(({ isNever }) => !isNever)].slice(
      0,
      Math.max(0, mostMounts - (wishes.length - files.length)),
    ),
  );
  const mounts = wishes.filter((wish) => !wish.isFile || kept.has(wish));
  return {
    mounts: mounts.map(plain),
    problem: `${files.length - kept.size} files of others are not held read-only by the sandbox, for there are too many; the engine's comparison holds them`,
  };
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

function ancestorsOf(path: string): string[] {
  const above = parentOf(path);
  return above === "" ? [] : [...ancestorsOf(above), above];
}
