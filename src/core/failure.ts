/** Who or what is at fault; recovery depends on it. */
export type FailureClass = "agent" | "gate" | "infrastructure" | "budget" | "human";

/** Why an attempt was not accepted. The same `signature` twice in a row means no progress. */
export interface Failure {
  class: FailureClass;
  signature: string;
  /** Written for the agent that mends it, with the evidence it needs, and for people. */
  reason: string;
}
