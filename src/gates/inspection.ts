import { createHash } from "node:crypto";
import type { Evidence, GateFinding, Verdict } from "../core/evidence.ts";
import type { GateContext } from "./gate.ts";

/** What a gate looked at and what it found. Texts are mistakes that nobody may allow and that concern no file. */
export interface Look {
  what: string;
  /** The reason when nothing is wrong. */
  passed: string;
  mistakes: readonly (string | GateFinding)[];
  /** Said after what is wrong; it is no finding itself. */
  remedy?: string;
}

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

/** The verdict of a gate that looks for mistakes: none, or none but those that a person has allowed, is a pass. */
export async function inspect(context: GateContext, gate: string, look: Look): Promise<Verdict> {
  const findings = look.mistakes.map(asFinding);
  const isAllowed = ({ allowance }: GateFinding) => allowance !== null && context.allowed.has(allowance);
  const open = findings.filter((finding) => !isAllowed(finding));
  const allowed = findings.filter(isAllowed);
  const evidence = [await inspection(context, look.what, open.map(sayFinding))];
  if (open.length > 0) {
    const reason = [...open.map(sayFinding), ...(look.remedy === undefined ? [] : [look.remedy])].join("\n");
    return { gate, verdict: "failed", reason, evidence, findings: open };
  }
  const note = allowed.length === 0 ? "" : `; a person allowed: ${allowed.map(sayFinding).join("; ")}`;
  return { gate, verdict: "passed", reason: `${look.passed}${note}`, evidence };
}

const asFinding = (mistake: string | GateFinding): GateFinding =>
  typeof mistake === "string" ? { rule: "", path: "", line: 0, message: mistake, allowance: null } : mistake;

/** `path:line: message`, as far as they are known and not said by the message itself. */
export function sayFinding({ path, line, message }: GateFinding): string {
  if (line === 0 && message.includes(path)) return message;
  const place = line > 0 ? `${path}:${line}` : path;
  return place === "" ? message : `${place}: ${message}`;
}

/** A name that covers what was seen: the same rule on the same content of the same path, and nothing else. */
export function allowanceOf(rule: string, path: string, content: string): string {
  const digest = createHash("sha256").update(`${rule}\0${path}\0${content}`).digest("hex");
  return `${rule}:${digest.slice(0, 16)}`;
}
