/** What the gate finds wrong, before it is known whether the issue allows it. */
export interface Found {
  rule: Rule;
  path: string;
  line: number;
  message: string;
  /** What was seen, as far as a permission covers it. */
  content: string;
}

export type Rule =
  | "deleted-test"
  | "skipped-test"
  | "focused-test"
  | "fewer-assertions"
  | "looser-assertion"
  | "trivial-assertion"
  | "swallowed-assertion"
  | "replaced-assertion"
  | "empty-test"
  | "fewer-tests"
  | "lower-threshold"
  | "excluded-test"
  | "hidden-failure"
  | "rewritten-snapshot";
