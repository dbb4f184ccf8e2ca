import type { SandboxFacts } from "../core/agent.ts";
import { type Candidate, type Cast, castRoles } from "../core/casting.ts";
import { UserError } from "../core/error.ts";
import type { Settings } from "../core/settings.ts";
import { loadTeam } from "../team/load.ts";
import type { Environment } from "./environment.ts";
import type { Finding } from "./finding.ts";
import { unpricedModels } from "./priced.ts";
import { runtimesHere } from "./wire.ts";

/** What was found of each runtime, whether any can be used, and whether what they use can be priced. */
export async function runtimeFindings(settings: Settings, environment: Environment): Promise<Finding[]> {
  try {
    const candidates = await runtimesHere(settings, environment);
    const findings = candidates.map(candidateFinding);
    if (!findings.some(({ state }) => state === "ok")) findings.push(noneUsable);
    return [...findings, ...(await castingFindings(settings, candidates))];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ name: "runtimes", state: "bad", found: error.message, remedy: error.hint }];
  }
}

const noneUsable: Finding = {
  name: "runtimes",
  state: "note",
  loud: true,
  found: "NO RUNTIME CAN BE USED: a run can only play a scenario",
  remedy: "install and log in to one of those above",
};

const logins = {
  yes: "logged in",
  no: "not logged in",
  unknown: "whether it is logged in, only the program itself knows",
} as const;

function candidateFinding({ name, found }: Candidate): Finding {
  const { problem, login, command, version, remedy } = found;
  const usable = problem === "" && login !== "no";
  const program = [name, version ?? "", "at", command.join(" ")].filter((word) => word !== "").join(" ");
  return {
    name: `runtime ${name}`,
    state: usable ? "ok" : "note",
    found: problem === "" ? `${program}, ${logins[login]}` : problem,
    remedy: usable ? "" : remedy,
  };
}

/** Whether the roles can be cast as the settings say, and what they use can be priced. */
async function castingFindings(settings: Settings, candidates: readonly Candidate[]): Promise<Finding[]> {
  const { roles } = await loadTeam({});
  try {
    const casts = castRoles({ roles: Object.values(roles), candidates, settings, named: null });
    return await priceFindings(settings, Object.values(casts));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // That none can be used has been said.
    if (error.code === "NO_RUNTIME") return [];
    return [{ name: "casting", state: "bad", found: error.message, remedy: error.hint }];
  }
}

/** A budget in money stops a run at the first message that has no price. */
async function priceFindings(settings: Settings, casts: readonly Cast[]): Promise<Finding[]> {
  const inMoney = [settings.budget, ...Object.values(settings.roles).map(({ budget }) => budget)];
  if (!inMoney.some((budget) => budget?.usd !== undefined)) return [];
  const unpriced = await unpricedModels(casts);
  if (unpriced.length === 0) return [];
  return [
    {
      name: "prices",
      state: "note",
      found: `the settings bound money, and no price is known for ${unpriced.join(", ")}`,
      remedy: "give one under prices in the settings, or bound tokens instead",
    },
  ];
}

/** Whether the operating system holds agents and checks to their ground. */
export function sandboxFinding({ kind, problem }: SandboxFacts): Finding {
  if (kind !== "none" && problem === "") return { name: "sandbox", state: "ok", found: kind, remedy: "" };
  const [why = "", ...remedy] = problem.split("; ");
  return {
    name: "sandbox",
    state: "note",
    loud: true,
    found:
      kind === "none"
        ? `NONE: agents and checks run with your own rights: ${why}`
        : `${kind}, with a gap: ${why}`,
    remedy: remedy.join("; ") || "run only projects and agents that you trust",
  };
}
