import { printJson, type Environment } from "./environment.ts";
import { findingsOn } from "./doctor-findings.ts";
import type { Finding } from "./finding.ts";
import { plainLines } from "./figures.ts";
import { usedWrongly } from "./exit-code.ts";
import { paintFor, type Colour } from "./progress/colour.ts";
import { table } from "./table.ts";

const colours: Record<Finding["state"], Colour> = { ok: "green", note: "yellow", bad: "red" };

/** Say what on this machine stands in a run's way, and how to mend it. */
export async function doctor(
  options: { repo?: string; json?: boolean },
  environment: Environment,
): Promise<number> {
  const findings = await findingsOn(environment, options.repo);
  const healthy = findings.every((finding) => finding.state !== "bad");
  if (options.json) printJson(environment, { healthy, findings });
  else environment.out.write(textOf(findings, healthy, environment));
  return healthy ? 0 : usedWrongly;
}

function textOf(findings: readonly Finding[], healthy: boolean, environment: Environment): string {
  const paint = paintFor(environment, environment.out);
  const rows = findings.flatMap(({ state, name, found, remedy, loud }) => {
    const [first = "", ...more] = plainLines(found);
    const head = [paint(colours[loud ? "bad" : state], state), name, loud ? paint("red", first) : first];
    const below = [...more.map((line) => line.trim()), ...(remedy === "" ? [] : [`-> ${remedy}`])];
    return [head].concat(below.map((line) => ["", "", line]));
  });
  return `${table(rows).join("\n")}\n\n${lastWord(findings, healthy)}\n`;
}

function lastWord(findings: readonly Finding[], healthy: boolean): string {
  if (!healthy) return "mend what is marked bad, then run doctor again";
  const isLoud = findings.some(({ loud }) => loud === true);
  return isLoud ? "a run can begin, but mind what stands in capitals" : "nothing stands in the way of a run";
}
