/** What was found about one thing that a run needs; `note` stands in no run's way. */
export interface Finding {
  name: string;
  state: "ok" | "note" | "bad";
  found: string;
  /** How to mend it; empty when nothing is to be mended. */
  remedy: string;
  /** A note that nobody may overlook. */
  loud?: true;
}
