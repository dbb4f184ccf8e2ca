import type { Policy } from "../../core/policy.ts";

/** A developer of `server`, with what a test changes in that. */
export const policy = (changes: Partial<Policy> = {}): Policy => ({
  role: "backend-developer",
  write: ["server/**"],
  never: ["**/package.json", ".github/**"],
  tests: ["**/*.test.*"],
  mayEditTests: false,
  ownTests: [],
  shell: true,
  ...changes,
});
