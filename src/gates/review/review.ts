import { engineArtifacts } from "../../core/role.ts";
import type { Gate, GateContext } from "../gate.ts";
import { inspect } from "../inspection.ts";
import { parseCodeVerdict, parsePlansVerdict } from "./verdict.ts";

/** A review ends with a verdict that the engine can read, and that speaks of what was there to review. */
export const review: Gate = {
  name: "review",
  check(context) {
    const mistakes = context.duty.verdict === "plans" ? plans(context) : code(context);
    return inspect(context, "review", {
      what: `verdict of ${context.duty.writes}`,
      passed: "the verdict can be read",
      mistakes,
    });
  },
};

function plans({ artifact, artifacts, duty }: GateContext): string[] {
  return mistakesOf(() => {
    const verdict = parsePlansVerdict(artifact);
    const engines = new Set<string>(engineArtifacts);
    const asked = duty.reads.filter(
      (name) => name in artifacts && !engines.has(name) && name.endsWith("-plan"),
    );
    const judged = Object.keys(verdict.artifacts);
    return [
      ...asked.filter((name) => !judged.includes(name)).map((name) => `the verdict says nothing of ${name}`),
      ...judged
        .filter((name) => !duty.reads.includes(name))
        .map((name) => `the verdict speaks of ${name}, which was not there to review`),
    ];
  });
}

const code = ({ artifact }: GateContext): string[] =>
  mistakesOf(() => {
    parseCodeVerdict(artifact);
    return [];
  });

function mistakesOf(read: () => string[]): string[] {
  try {
    return read();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
