import type { Prices, RuntimeChoice } from "./agent.ts";
import { type Budget, budgetOf } from "./budget.ts";
import { UserError } from "./error.ts";
import { type Limits, noLimits } from "./limits.ts";
import type { Role } from "./role.ts";
import type { LimitSettings, Settings } from "./settings.ts";
import { type Tier, tiers } from "./tier.ts";

/** What a role is played by in a run, and what it may use in all its turns together. */
export interface Cast {
  runtime: RuntimeChoice;
  /** The same with the model of the next tier; absent when there is none that differs. */
  stronger?: RuntimeChoice | undefined;
  /** For all turns of the role. */
  budget: Budget;
  /** For one turn. */
  limits: Limits;
}

/** A runtime's program on this machine, and whether it can be used. */
export interface Found {
  /** The adapter: `claude`, `codex` or `acp`. */
  runtime: string;
  /** The program and its first arguments; the name that was looked for when there is none. */
  command: string[];
  version: string | null;
  /** Why it cannot be used; empty when it can. */
  problem: string;
  /** Whether it has credentials; `unknown` when only the program itself could say. */
  login: "yes" | "no" | "unknown";
  /** What mends the problem or the login; empty when nothing is to be mended. */
  remedy: string;
}

/** What a runtime is used with when nobody says otherwise. */
export interface RuntimeDefaults {
  /** By tier of a role; a model that is undefined is left to the runtime. */
  models: Record<Tier, { model: string | undefined; effort?: string | undefined }>;
  /** Names of variables that carry its credentials and its address. */
  variables: string[];
  /** Hosts of its model's service. */
  hosts: string[];
  /** Of models that the price list does not know yet. */
  prices?: Prices | undefined;
}

/** A runtime that roles could be played by, in order of preference. */
export interface Candidate {
  /** As people and settings call it. */
  name: string;
  /** Who makes its models, as far as is known. */
  vendor: string;
  found: Found;
  defaults: RuntimeDefaults;
  options: Record<string, string>;
}

export interface CastingFacts {
  roles: readonly Role[];
  candidates: readonly Candidate[];
  settings: Settings;
  /** `--runtime`; it plays every role that no settings say otherwise of. */
  named: string | null;
}

const defaultLimits: Record<keyof LimitSettings, number> = { turns: 200, minutes: 60, silentMinutes: 15 };
const minuteMs = 60_000;

/** Who plays each role. Throws UserError when a runtime that is needed cannot be used. */
export function castRoles(facts: CastingFacts): Record<string, Cast> {
  return Object.fromEntries(
    facts.roles.map((role) => {
      const runtime = choose(role, facts);
      const stronger = strongerThan(runtime, role, facts);
      return [role.name, castOf(role, facts.settings, { runtime, ...(stronger ? { stronger } : {}) })];
    }),
  );
}

/** Roles that no model plays: the same runtime for all. */
export function castScripted(
  roles: readonly Role[],
  settings: Settings,
  runtime: RuntimeChoice,
): Record<string, Cast> {
  const stronger = { ...runtime, model: "stronger" };
  return Object.fromEntries(
    roles.map((role) => {
      const isHighest = role.tier === nextTier(role.tier);
      return [role.name, castOf(role, settings, { runtime, ...(isHighest ? {} : { stronger }) })];
    }),
  );
}

/** The tier above; the highest is its own. */
const nextTier = (tier: Tier): Tier => tiers[tiers.indexOf(tier) - 1] ?? tier;

/** The role with the model of the next tier; null where that is no other one. */
function strongerThan(runtime: RuntimeChoice, role: Role, facts: CastingFacts): RuntimeChoice | null {
  const { model: _own, effort: _effort, ...anyOfTier } = role;
  const { model, effort } = choose({ ...anyOfTier, tier: nextTier(role.tier) }, facts);
  const isSame = model === runtime.model && effort === runtime.effort;
  return isSame ? null : { ...runtime, model, effort };
}

function castOf(role: Role, settings: Settings, plays: Pick<Cast, "runtime" | "stronger">): Cast {
  const own = settings.roles[role.name];
  return {
    ...plays,
    budget: budgetOf(own?.budget ?? role.budget ?? {}),
    limits: limitsOf([own?.limits, role.limits, settings.limits]),
  };
}

/** The first layer that says something counts. */
function limitsOf(layers: readonly (LimitSettings | undefined)[]): Limits {
  const said = (name: keyof LimitSettings): number =>
    layers.map((layer) => layer?.[name]).find((value) => value !== undefined) ?? defaultLimits[name];
  return {
    ...noLimits,
    turns: said("turns"),
    wallMs: said("minutes") * minuteMs,
    inactivityMs: said("silentMinutes") * minuteMs,
  };
}

function choose(role: Role, facts: CastingFacts): RuntimeChoice {
  const candidate = candidateFor(role, facts);
  const { settings } = facts;
  const of = settings.runtimes[candidate.name];
  const { model, effort } = modelFor(role, candidate, settings);
  return {
    name: candidate.found.runtime,
    options: candidate.options,
    command: candidate.found.command,
    model,
    effort,
    variables: [...candidate.defaults.variables, ...(of?.variables ?? [])],
    hosts: of?.hosts ?? candidate.defaults.hosts,
    ...pricesOf({ ...candidate.defaults.prices, ...settings.prices }),
  };
}

const pricesOf = (prices: Prices): { prices?: Prices } => (Object.keys(prices).length > 0 ? { prices } : {});

function modelFor(role: Role, { name, found, defaults }: Candidate, settings: Settings) {
  const own = settings.roles[role.name];
  const ofTier = settings.runtimes[name]?.models?.[role.tier];
  // A role file is an agent file of Claude Code as well: its model is a name that only that runtime knows.
  const isNamed = role.model !== undefined && (found.runtime === "claude" || role.runtime === name);
  const byRole = isNamed ? { model: role.model, effort: role.effort } : undefined;
  const chosen = ofTier ?? byRole ?? defaults.models[role.tier];
  return {
    model: own?.model ?? chosen.model,
    effort: own?.effort ?? chosen.effort ?? defaults.models[role.tier].effort,
  };
}

function candidateFor(role: Role, facts: CastingFacts): Candidate {
  const { settings, named } = facts;
  const wanted = settings.roles[role.name]?.runtime ?? role.runtime;
  if (wanted !== undefined) return called(wanted, facts, `role ${role.name}`);
  const main = mainCandidate(facts);
  const reviews = Object.values(role.duties).some((duty) => duty?.verdict === "code");
  if (!reviews) return main;
  if (settings.reviewer !== undefined) return called(settings.reviewer, facts, `role ${role.name}`);
  if (named !== null) return main;
  return facts.candidates.find((other) => isUsable(other) && other.vendor !== main.vendor) ?? main;
}

function mainCandidate(facts: CastingFacts): Candidate {
  const wanted = facts.named ?? facts.settings.runtime;
  if (wanted !== undefined) return called(wanted, facts, facts.named === null ? "the settings" : "--runtime");
  const usable = facts.candidates.find(isUsable);
  if (usable) return usable;
  const seen = facts.candidates.map(({ name, found }) => `${name}: ${found.problem || "not logged in"}`);
  throw new UserError(
    "NO_RUNTIME",
    `no runtime can be used: ${seen.join("; ")}`,
    "install and log in to one of them (phasegate doctor says how), or play a scenario: --runtime scripted:FILE",
  );
}

function called(name: string, { candidates }: CastingFacts, by: string): Candidate {
  const candidate = candidates.find((each) => each.name === name);
  if (!candidate) {
    const known = ["scripted:FILE", ...candidates.map((each) => each.name)].join(", ");
    throw new UserError("UNKNOWN_RUNTIME", `there is no runtime ${name}, named by ${by}`, `known: ${known}`);
  }
  if (isUsable(candidate)) return candidate;
  const { problem, remedy } = candidate.found;
  throw new UserError(
    "RUNTIME_UNUSABLE",
    `${name}, named by ${by}, cannot be used: ${problem || "it is not logged in"}`,
    remedy,
  );
}

const isUsable = ({ found }: Candidate): boolean => found.problem === "" && found.login !== "no";
