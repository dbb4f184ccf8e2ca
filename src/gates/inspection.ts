import { createHash } from "node:crypto";
import type { Evidence, Verdict } from "../core/evidence.ts";
import type { GateContext } from "./gate.ts";

/** Evidence of a look that needed no process: what was looked for, and what was seen. */
export async function inspection(
  context: GateContext,
  what: string,
  mistakes: readonly string[],
): Promise<Evidence> {
  const output = mistakes.join("\n");
  return {
    commit: context.candidate,
    tree: await context.repository.treeOf(context.candidate),
    command: what,
    exitCode: mistakes.length === 0 ? 0 : 1,
    durationMs: 0,
    outputSha256: createHash("sha256").update(output).digest("hex"),
    outputTail: output.slice(-4_000),
    at: context.now().toISOString(),
    environment: context.environment,
  };
}

/** The verdict of a gate that looks for mistakes: none is a pass. */
export async function inspect(
  context: GateContext,
  gate: string,
  seen: { what: string; passed: string; mistakes: readonly string[] },
): Promise<Verdict> {
  const evidence = [await inspection(context, seen.what, seen.mistakes)];
  return seen.mistakes.length === 0
    ? { gate, verdict: "passed", reason: seen.passed, evidence }
    : { gate, verdict: "failed", reason: seen.mistakes.join("\n"), evidence };
}
