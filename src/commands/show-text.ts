import type { Evidence } from "../core/evidence.ts";
import type { GateStatus, RunStatus } from "../core/status.ts";
import { count, duration, firstLine, plainLines, short } from "./figures.ts";
import { plain, type Paint } from "./progress/colour.ts";
import { table } from "./table.ts";

/** Every version of every artifact, in the order in which they were written. */
export function artifactsText(
  status: RunStatus,
  artifacts: readonly { name: string; version: number; body: string; at: string }[],
): string[] {
  const rows = artifacts.map(({ name, version, body, at }) => [
    name,
    `v${version}`,
    count(body.split("\n").length, "line"),
    at,
  ]);
  return [
    `${firstLine(status.feature.title)}  ${status.status}`,
    "",
    ...(rows.length === 0
      ? ["no artifacts yet"]
      : table([["artifact", "version", "length", "written"], ...rows])),
    "",
    `  read one: phasegate show ${status.id} ${artifacts.at(-1)?.name ?? "ARTIFACT"}`,
    `  more:     phasegate show ${status.id} gates | usage | diff`,
  ];
}

/** Every verdict in order, with what the gate saw. */
export function gatesText(status: RunStatus, paint: Paint = plain): string[] {
  if (status.gates.length === 0) return ["no gate has been judged yet"];
  return status.gates.flatMap((gate) => [
    headOf(gate, paint),
    ...reasonOf(gate),
    ...gate.evidence.flatMap((one) => evidenceOf(one)),
  ]);
}

function headOf({ verdict, name, phase, step, attempt }: GateStatus, paint: Paint): string {
  const word = verdict === "passed" ? paint("green", "passed") : paint("red", "failed");
  return `${word}  ${name}  ${step ?? phase}${attempt === null ? "" : `, attempt ${attempt}`}`;
}

function reasonOf({ verdict, reason }: GateStatus): string[] {
  if (verdict === "passed") return [];
  return plainLines(reason)
    .slice(0, 20)
    .map((line) => `        ${line}`);
}

function evidenceOf({ command, exitCode, durationMs, commit, tree, outputSha256, at }: Evidence): string[] {
  const facts = `exit ${exitCode}, ${duration(durationMs)}, commit ${short(commit)}, tree ${short(tree)}`;
  return [`        ${command}: ${facts}, output sha256 ${outputSha256.slice(0, 12)}, ${at}`];
}
