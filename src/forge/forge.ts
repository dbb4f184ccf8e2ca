export interface ForgeCapabilities {
  draft: boolean;
  /** A pull request cannot be made of a branch that has no commit of its own. */
  requestNeedsCommit: boolean;
  /** Comments can be edited in place. */
  edit: boolean;
  /** The repository's own checks on a commit can be read. */
  checks: boolean;
  labels: boolean;
  /** People read and write there while a run is under way. */
  people: boolean;
  /** Longest body in characters; null when there is no limit. */
  maxBody: number | null;
  /** How long changes of one comment are gathered before it is written again, in milliseconds. */
  gatherMs: number;
}

/** A thing on the forge; `url` is where a person reads it. */
export interface ForgeItem {
  number: number;
  url: string;
}

/** Where a comment is: the number of an issue or of a pull request. */
export interface On {
  issue: number;
}

export interface Comment {
  id: string;
  url: string;
  /** What finds it again. */
  marker: string;
  /** What is hidden behind the marker, for machines; empty when nothing is. */
  facts: string;
  body: string;
}

export interface PullRequest extends ForgeItem {
  title: string;
  body: string;
  head: string;
  base: string;
  draft: boolean;
  state: "open" | "closed";
}

/**
 * `marker` is a hidden line that finds a thing again: what carries it is never made twice. `facts` are hidden behind
 * it, for machines, and find nothing.
 */
export interface Marked {
  marker: string;
  facts?: string | undefined;
  body: string;
}

/** How an issue or a pull request stands. */
export interface Standing {
  title: string;
  body: string;
  state: "open" | "closed";
  locked: boolean;
  merged: boolean;
}

/** A comment that the run did not write itself. */
export interface Said {
  id: string;
  url: string;
  by: string;
  body: string;
  /** It is not what it was when it was written. */
  edited: boolean;
}

/** A check of the repository's own on a commit; the newest of its name. */
export interface ForgeCheck {
  name: string;
  state: "pending" | "passed" | "failed";
  /** The forge's own word: "success", "timed_out". */
  word: string;
  url: string;
}

/** What a forge was asked over a network since it was opened. */
export interface ForgeCalls {
  /** Every request that was sent, also those that failed. */
  requests: number;
  /** Of these, the reads that were answered with "not modified", which count against no limit. */
  notModified: number;
}

/** Where issues and pull requests live. Every forge passes `forge.testsuite.ts`. */
export interface Forge {
  readonly name: string;
  readonly capabilities: ForgeCapabilities;
  /** Counts on while it works; null when it is asked over no network. */
  readonly calls: Readonly<ForgeCalls> | null;
  /** The issue that carries the marker, made when there is none. */
  ensureIssue(issue: Marked & { title: string }): Promise<ForgeItem>;
  /** The comment that carries the marker: made when there is none, edited when it differs. */
  ensureComment(on: On, comment: Marked): Promise<Comment>;
  /** Edit one comment when it differs; null when somebody has deleted it. */
  editComment(on: On, id: string, comment: Marked): Promise<Comment | null>;
  /** Those that carry a marker, in the order in which they were made. */
  comments(on: On): Promise<Comment[]>;
  /** The draft pull request that carries the marker, made when there is none. */
  ensurePullRequest(
    request: Marked & { title: string; head: string; base: string; issue: number },
  ): Promise<PullRequest>;
  pullRequest(number: number): Promise<PullRequest>;
  editPullRequest(number: number, body: string): Promise<void>;
  /** Turn a draft into a pull request that is ready for review; nothing happens when it is. */
  markReady(number: number): Promise<void>;
  /** Exactly one label that begins with `family`, and every other label left alone. */
  ensureLabel(on: On, family: string, label: string): Promise<void>;
  standing(on: On): Promise<Standing>;
  /** What others said there, oldest first; only what is newer than the comment `after`. */
  said(on: On, after: string | null): Promise<Said[]>;
  /** Whether this person may push to the repository. */
  mayWrite(person: string): Promise<boolean>;
  /** Show the author of a comment that it was read, and whether it was obeyed. */
  acknowledge(said: Said, obeyed: boolean): Promise<void>;
  checksOn(commit: string): Promise<ForgeCheck[]>;
  /** Where the engine pushes: a path or URL for git. */
  readonly remote: string;
  /** The value of git's `Authorization` header for `remote`; null when it needs none. */
  authorization(): Promise<string | null>;
}

/** The forge cannot be reached or lets nobody in for now. What was to be written is still to be written. */
export class ForgeUnavailable extends Error {
  override readonly name = "ForgeUnavailable";
}

/** Somebody has closed, locked or deleted what the run lives on; the run ends, politely. */
export class ForgeClosed extends Error {
  override readonly name = "ForgeClosed";
}
