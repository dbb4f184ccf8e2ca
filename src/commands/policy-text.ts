import type { Cast } from "../core/casting.ts";
import { budgetText, count } from "./figures.ts";
import type { DutyFacts, PolicyFacts } from "./policy-facts.ts";
import type { Paint } from "./progress/colour.ts";
import { table } from "./table.ts";

/** A role's policy as a page: who plays it, what it may do in each phase, and what holds it to that. */
export function policyText({ role, tier, cast, duties }: PolicyFacts, paint: Paint): string[] {
  return [
    `${paint("bold", role)}  ${tier}`,
    ...table(
      cast ? castRows(cast) : [["played by", paint("red", "no runtime can be used: phasegate doctor")]],
      "  ",
    ),
    ...duties.flatMap((duty) => dutyLines(duty, paint)),
  ];
}

function castRows({ runtime, limits, budget }: Cast): string[][] {
  const name = runtime.options["agent"] ?? runtime.name;
  const model = runtime.model ?? (runtime.command ? "its own default" : "none");
  const minutes = (ms: number | null): string => (ms === null ? "any" : String(ms / 60_000));
  return [
    [
      "played by",
      `${name}, model ${model}${runtime.effort === undefined ? "" : `, effort ${runtime.effort}`}`,
    ],
    ["program", runtime.command?.join(" ") ?? "none"],
    [
      "in a turn",
      `${limits.turns ?? "any number of"} calls of the model, ${minutes(limits.wallMs)} minutes, ${minutes(limits.inactivityMs)} minutes of silence`,
    ],
    ["in a run", `${budgetText(budget)} of its own`],
  ];
}

function dutyLines(duty: DutyFacts, paint: Paint): string[] {
  const { policy, later } = duty;
  const write = [...policy.write, ...later.map((term) => laterGround[term] ?? term)];
  const rows = [
    ...wrapped("may write", write.length === 0 ? ["nothing"] : write),
    ...wrapped("never", policy.never),
    ["tests", testsRule(duty)],
    ["may read", `the whole repository, and ${artifactsOf(duty)}`],
    ["may run", policy.shell ? "commands" : "nothing"],
    ["network", networkText(duty.network)],
    ["tools", `${duty.tools.join(", ")} (of Claude Code)`],
  ];
  return [
    "",
    `${paint("bold", duty.phase)}  writes ${duty.writes}`,
    ...table(rows, "  "),
    "  held by",
    ...table(holders(duty, paint), "    "),
  ];
}

const artifactsOf = ({ reads }: DutyFacts): string =>
  reads.map((name) => (name === "*" ? "all artifacts" : name)).join(", ") || "no artifact";

function networkText(hosts: DutyFacts["network"]): string {
  if (hosts === null) return "only the service of its model";
  return hosts.length === 0 ? "nothing" : `${hosts.join(", ")} on port 443, nothing else`;
}

const wide = 100;

/** A list in rows of a readable width. */
function wrapped(name: string, words: readonly string[]): string[][] {
  const lines = [""];
  words.forEach((word, index) => {
    const text = index === words.length - 1 ? word : `${word},`;
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + text.length > wide) lines.push(text);
    else lines[lines.length - 1] = line === "" ? text : `${line} ${text}`;
  });
  return lines.map((line, index) => [index === 0 ? name : "", line]);
}

const laterGround: Record<string, string> = {
  changed: "the files that this feature changed",
  failing: "the files that a failing check names",
};

function testsRule({ policy, later }: DutyFacts): string {
  if (policy.mayEditTests) return `may add and change ${policy.tests.join(", ")}`;
  if (policy.write.length + later.length === 0) return "none";
  return `may add tests and change its own of this run; those of others stay: ${policy.tests.join(", ")}`;
}

/** What holds the role, outermost first; only the last proves it, and it works for every runtime. */
function holders(duty: DutyFacts, paint: Paint): string[][] {
  const shell = duty.policy.shell ? "commands are allowed" : "commands are denied";
  const profile = Object.entries(duty.codex).map(([path, access]) => `${path}: ${access}`);
  return [
    [
      "claude",
      `each call is asked of the policy by a hook and a callback: ${shell}; a denial tells the model why`,
    ],
    [
      "codex",
      `${shown(profile)}; each patch and command is asked of the policy; a denial tells the model why`,
    ],
    [
      "acp",
      `each permission that the agent asks is answered by the policy: ${shell}; a denial carries no reason`,
    ],
    ["sandbox", sandboxText(duty, paint)],
    [
      "engine",
      "the difference of the tree is held against the same globs before anything is accepted (gate scope)",
    ],
  ];
}

function sandboxText({ sandbox }: DutyFacts, paint: Paint): string {
  const { kind, problem, writable, readOnly } = sandbox;
  if (kind === "none") return paint("red", `NONE: ${problem}`);
  const but = readOnly.length === 0 ? "" : `, but not ${shown(readOnly)}`;
  const ground =
    writable.length === 0 ? "nothing of the tree can be written" : `writable ${shown(writable)}${but}`;
  return `${kind}: ${ground}${problem === "" ? "" : `; ${paint("yellow", problem)}`}`;
}

const mostShown = 12;

const shown = (words: readonly string[]): string =>
  words.length <= mostShown
    ? words.join(", ")
    : `${words.slice(0, mostShown).join(", ")} and ${count(words.length - mostShown, "other")}`;
