export interface ForgeCapabilities {
  draft: boolean;
  edit: boolean;
  checks: boolean;
  /** Longest body in characters; null when there is no limit. */
  maxBody: number | null;
}

/** A thing on the forge; `url` is where a person reads it. */
export interface ForgeItem {
  number: number;
  url: string;
}

export interface Comment {
  id: string;
  url: string;
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

/** `marker` is a hidden line that finds a thing again: what carries it is never made twice. */
export interface Marked {
  marker: string;
  body: string;
}

/** Where issues and pull requests live. Every forge passes `forge.testsuite.ts`. */
export interface Forge {
  readonly name: string;
  readonly capabilities: ForgeCapabilities;
  /** The issue that carries the marker, made when there is none. */
  ensureIssue(issue: Marked & { title: string }): Promise<ForgeItem>;
  /** The comment that carries the marker: made when there is none, edited when its body differs. */
  ensureComment(on: { issue: number }, comment: Marked): Promise<Comment>;
  comments(on: { issue: number }): Promise<Comment[]>;
  /** The draft pull request that carries the marker, made when there is none. */
  ensurePullRequest(
    request: Marked & { title: string; head: string; base: string; issue: number },
  ): Promise<PullRequest>;
  pullRequest(number: number): Promise<PullRequest>;
  editPullRequest(number: number, body: string): Promise<void>;
  /** Turn a draft into a pull request that is ready for review; nothing happens when it is. */
  markReady(number: number): Promise<void>;
  /** Where the engine pushes: a path or URL for git. */
  readonly remote: string;
}
