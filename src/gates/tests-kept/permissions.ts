import picomatch from "picomatch";
import type { Found, Rule } from "./found.ts";

/** What a person lets happen to files of tests, by a line of the issue. */
export interface Permission {
  rules: ReadonlySet<Rule>;
  globs: readonly string[];
}

/** Words that a line may begin with, and what each of them allows. */
const words: Readonly<Record<string, readonly Rule[]>> = {
  remove: ["deleted-test", "fewer-tests"],
  skip: ["skipped-test"],
  change: [
    "fewer-assertions",
    "looser-assertion",
    "trivial-assertion",
    "swallowed-assertion",
    "empty-test",
    "rewritten-snapshot",
  ],
  lower: ["lower-threshold"],
  exclude: ["excluded-test"],
};

const line =
  /^[ \t]*[-*+][ \t]+(?:\*\*|__)?Allowed:?(?:\*\*|__)?:?[ \t]+(remove|skip|change|lower|exclude)\b([^\n]*)$/gim;

/** `- Allowed: remove tests in `test/legacy/**``: what is allowed and where, in so many words. */
export function permissionsIn(issue: string): Permission[] {
  const seen = issue.replaceAll(/<!--[^]*?(-->|$)/g, "").replaceAll(/^(```|~~~)[^]*?^\1/gm, "");
  return [...seen.matchAll(line)].flatMap((found) => {
    const globs = [...(found[2] ?? "").matchAll(/`([^`\n]+)`/g)].map((glob) => glob[1] ?? "");
    const rules = words[(found[1] ?? "").toLowerCase()] ?? [];
    return globs.length === 0 ? [] : [{ rules: new Set(rules), globs }];
  });
}

export const isPermitted = ({ rule, path }: Found, permissions: readonly Permission[]): boolean =>
  permissions.some(
    ({ rules, globs }) => rules.has(rule) && picomatch.isMatch(path, [...globs], { dot: true }),
  );
