import type { PhaseName } from "./phase.ts";
import type { RunStatus } from "./status.ts";

/** A comment that a run keeps on the forge: made once, edited in place. */
export interface Post {
  /** Unique in the run: `tracker`, `question/1`, `artifact/pm-spec`, and for a further part `artifact/pm-spec/2`. */
  name: string;
  on: "issue" | "pull-request";
  /** Finds it again. */
  marker: string;
  /** For machines: `version=2 sha256=...`. */
  facts: string;
  body: string;
}

/** One accepted version of an artifact. */
export interface PostedVersion {
  name: string;
  version: number;
  role: string;
  phase: PhaseName;
  /** SHA-256 of the text, hexadecimal. */
  digest: string;
  text: string;
}

/** What posts are made from. */
export interface PostSources {
  status: RunStatus;
  /** Every accepted version, oldest first. */
  versions: readonly PostedVersion[];
  /** Whether people answer by comments there. */
  people: boolean;
  /** Longest body in characters; null when there is no limit. */
  maxBody: number | null;
}
