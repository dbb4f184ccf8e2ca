import { z } from "zod";
import type { TestOutcome } from "../../../core/evidence.ts";
import { type Parsed, type ParsedTest, unloaded } from "./parsed.ts";

const event = z.looseObject({
  Action: z.string(),
  Package: z.string().optional(),
  Test: z.string().optional(),
  Output: z.string().optional(),
});

const ends: Readonly<Record<string, TestOutcome>> = { pass: "passed", fail: "failed", skip: "skipped" };

/** What `go test -json` prints: one event a line; a package that has begun must come to an end. */
export function parseGoJson(text: string): Parsed {
  const printed: string[] = [];
  const begun = new Set<string>();
  const packages = new Map<string, TestOutcome>();
  const tests = new Map<string, { of: string; path: string[]; outcome: TestOutcome }>();
  for (const line of text.split(/\r?\n/).filter((each) => each.startsWith("{"))) {
    const { Action, Package, Test, Output } = event.parse(JSON.parse(line));
    printed.push(Output ?? "");
    if (Package === undefined) continue;
    begun.add(Package);
    const outcome = Object.hasOwn(ends, Action) ? ends[Action] : undefined;
    if (outcome === undefined) continue;
    if (Test === undefined) packages.set(Package, outcome);
    else tests.set(`${Package} ${Test}`, { of: Package, path: Test.split("/"), outcome });
  }
  const cut = [...begun].find((name) => !packages.has(name));
  if (cut !== undefined) throw new Error(`it is cut off: the package ${cut} has no end`);
  if (begun.size === 0) throw new Error("it holds no event of go test -json");
  const leaves = leavesOf([...tests.values()]);
  const failing = new Set(leaves.filter(({ outcome }) => outcome === "failed").map(({ name }) => name[0]));
  const broken = [...packages].filter(([name, outcome]) => outcome === "failed" && !failing.has(name));
  return {
    printed: printed.join(""),
    tests: [
      ...leaves,
      ...broken.map(([name]): ParsedTest => ({ file: "", name: [name, unloaded], outcome: "failed" })),
    ],
  };
}

/** Tests without subtests, and those that failed though none of their subtests did. */
function leavesOf(tests: readonly { of: string; path: string[]; outcome: TestOutcome }[]): ParsedTest[] {
  const parents = new Map<string, boolean>();
  for (const { of, path, outcome } of tests)
    for (let length = 1; length < path.length; length++) {
      const key = [of, ...path.slice(0, length)].join("/");
      parents.set(key, (parents.get(key) ?? false) || outcome === "failed");
    }
  return tests
    .filter(({ of, path, outcome }) => {
      const failsBelow = parents.get([of, ...path].join("/"));
      return failsBelow === undefined || (outcome === "failed" && !failsBelow);
    })
    .map(({ of, path, outcome }) => ({ file: "", name: [of, ...path], outcome }));
}
