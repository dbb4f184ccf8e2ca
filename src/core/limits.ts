/** What a turn may use; null: no limit. Kept by the agent host, so that they hold while no engine looks. */
export interface Limits {
  /** Calls of the model. */
  turns: number | null;
  wallMs: number | null;
  /** Without any event. */
  inactivityMs: number | null;
  /** Money; the turn ends with the call that crosses it. */
  usd: number | null;
  /** Input and output, cached or not. */
  tokens: number | null;
}

export const noLimits: Limits = { turns: null, wallMs: null, inactivityMs: null, usd: null, tokens: null };
