import { z } from "zod";
import type { TestOutcome } from "../../../core/evidence.ts";
import { type Parsed, type ParsedTest, unloaded } from "./parsed.ts";

const item = z.looseObject({ nodeid: z.string(), outcome: z.string() });
const report = z.looseObject({ tests: z.array(item).default([]), collectors: z.array(item).default([]) });

/** A test that is expected to fail and does proves nothing, as one that is still to be done. */
const outcomes: Readonly<Record<string, TestOutcome>> = {
  passed: "passed",
  xpassed: "passed",
  failed: "failed",
  error: "failed",
  skipped: "skipped",
  xfailed: "todo",
};

/** The form of the plugin pytest-json-report; it must hold a list, be it of tests or of what was collected. */
export function parsePytestJson(text: string): Parsed {
  const value: unknown = JSON.parse(text);
  const { tests, collectors } = report.parse(value);
  if (typeof value !== "object" || value === null || !("summary" in value))
    throw new Error("it has no summary");
  const broken = collectors
    .filter(({ outcome }) => outcome === "failed")
    .map(({ nodeid }): ParsedTest => ({ file: nodeid, name: [unloaded], outcome: "failed" }));
  const again = new Set(tests.filter(({ outcome }) => outcome === "rerun").map(({ nodeid }) => nodeid));
  const seen = tests
    .filter(({ outcome }) => outcome !== "rerun")
    .map(({ nodeid, outcome }): ParsedTest => {
      const [file = "", ...name] = nodeid.split("::");
      const word = Object.hasOwn(outcomes, outcome) ? (outcomes[outcome] ?? "skipped") : "skipped";
      return { file, name, outcome: word === "passed" && again.has(nodeid) ? "flaky" : word };
    });
  return { tests: [...seen, ...broken] };
}
