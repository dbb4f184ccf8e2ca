/** What a gate saw. Valid for `tree` and for no other. */
export interface Evidence {
  commit: string;
  tree: string;
  /** Argument array, joined for people; the name of the inspection when no process ran. */
  command: string;
  exitCode: number;
  durationMs: number;
  /** SHA-256 of the whole output, hexadecimal. */
  outputSha256: string;
  /** The end of the output, at most 4,000 characters, without colours. */
  outputTail: string;
  /** ISO 8601. */
  at: string;
  /** Where it ran: "node v20.20.2 linux x64". */
  environment: string;
}

/** One thing that a gate found wrong. */
export interface GateFinding {
  /** Which rule of the gate, in few words: "skipped-test". */
  rule: string;
  /** In the repository; empty when it concerns no file. */
  path: string;
  /** Counted from 1; 0 when it concerns no line. */
  line: number;
  /** Written for the agent that mends it, and for people. */
  message: string;
  /**
   * By this name a person may allow it; null when nobody may. The name covers what was seen, so that other content
   * is another finding.
   */
  allowance: string | null;
}

/** A gate's word on one attempt or phase: from what the engine saw, never from what an agent said. */
export interface Verdict {
  gate: string;
  verdict: "passed" | "failed";
  /** One sentence for people; on failure, what the agent must mend, with the output it needs. */
  reason: string;
  evidence: Evidence[];
  /** What is wrong, as data, where the gate can say so. */
  findings?: GateFinding[] | undefined;
}
