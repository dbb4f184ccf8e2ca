import type { Gate, GateContext } from "../gate.ts";
import { inspect } from "../inspection.ts";
import { earlierMistakes } from "./earlier.ts";
import { filesOf } from "./files.ts";
import { placeMistakes } from "./places.ts";
import { isPlan, parseCodeVerdict, parsePlansVerdict } from "./verdict.ts";

/** A review ends with a verdict that the engine can read, that speaks of all that was there, and of nothing else. */
export const review: Gate = {
  name: "review",
  async check(context) {
    const mistakes = await (context.duty.verdict === "plans" ? plans(context) : code(context)).catch(
      (error: unknown) => [error instanceof Error ? error.message : String(error)],
    );
    return inspect(context, "review", {
      what: `verdict of ${context.duty.writes}`,
      passed: "the verdict can be read",
      mistakes,
    });
  },
};

async function plans({ artifact, artifacts, duty }: GateContext): Promise<string[]> {
  const verdict = await Promise.resolve(artifact).then(parsePlansVerdict);
  const asked = duty.reads.filter((name) => isPlan(name) && name in artifacts);
  const judged = Object.keys(verdict.artifacts);
  return [
    ...asked.filter((name) => !judged.includes(name)).map((name) => `the verdict says nothing of ${name}`),
    ...judged
      .filter((name) => !asked.includes(name))
      .map((name) => `the verdict speaks of ${name}, which was not there to review`),
  ];
}

async function code(context: GateContext): Promise<string[]> {
  const verdict = await Promise.resolve(context.artifact).then(parseCodeVerdict);
  const files = await filesOf(context);
  return [
    ...(await placeMistakes(context, files, verdict.findings)),
    ...(await earlierMistakes(context, files, verdict)),
  ];
}
