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

/** A gate's word on one attempt or phase: from what the engine saw, never from what an agent said. */
export interface Verdict {
  gate: string;
  verdict: "passed" | "failed";
  /** One sentence for people; on failure, what the agent must mend, with the output it needs. */
  reason: string;
  evidence: Evidence[];
}
