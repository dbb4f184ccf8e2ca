import { createRequire } from "node:module";
import type { Candidate, Found, RuntimeDefaults } from "../core/casting.ts";
import { UserError } from "../core/error.ts";
import type { Settings } from "../core/settings.ts";
import type { Variables } from "./environment.ts";

/** What of this machine decides which runtimes there are. */
export interface Surroundings {
  variables: Variables;
  /** Where the person's own logins are. */
  userHome: string;
}

/** How a runtime is looked for, by its name. */
interface Seeker {
  name: string;
  vendor: string;
  options: Record<string, string>;
  load(): Promise<{
    defaults: RuntimeDefaults;
    find(command: readonly string[] | undefined): Promise<Found>;
  }>;
}

/** ACP agents whose ways are known. */
const knownAgents = [{ name: "gemini", vendor: "google" }];

/**
 * Every runtime that is known by name and those that the settings add, in order of preference; each is looked for on
 * this machine, all at once, and nothing but `--version` is started. Throws UserError for a runtime of the settings
 * that nobody could speak to.
 */
export async function candidates(
  settings: Settings,
  { variables, userHome }: Surroundings,
): Promise<Candidate[]> {
  const given = { PHASEGATE_USER_HOME: userHome, ...variables };
  const known = [claude(given), codex(given), ...knownAgents.map((agent) => acp(agent, given))];
  const names = known.map(({ name }) => name);
  const added = Object.keys(settings.runtimes).filter((name) => !names.includes(name));
  for (const name of added)
    if (settings.runtimes[name]?.protocol === undefined) throw unspeakable(name, names);
  const seekers = [...known, ...added.map((name) => acp({ name, vendor: name }, given))];
  return Promise.all(seekers.map((seeker) => candidateOf(seeker, settings)));
}

const unspeakable = (name: string, known: readonly string[]): UserError =>
  new UserError(
    "UNKNOWN_RUNTIME",
    `the settings describe a runtime ${name}, and nothing says how it is spoken to`,
    `known by name: ${known.join(", ")}; for any other give protocol: acp and its command (docs/settings.md)`,
  );

async function candidateOf({ name, vendor, options, load }: Seeker, settings: Settings): Promise<Candidate> {
  const { defaults, find } = await load();
  const found = await find(settings.runtimes[name]?.command);
  return { name, vendor, found, defaults, options };
}

/** Whether this program can load a package that a person adds to it. */
function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

const claude = (given: Variables): Seeker => ({
  name: "claude",
  vendor: "anthropic",
  options: {},
  async load() {
    const [{ findClaude }, { defaults, howToInstallSdk }] = await Promise.all([
      import("./claude/found.ts"),
      import("./claude/defaults.ts"),
    ]);
    const seek = async (command: readonly string[] | undefined): Promise<Found> => {
      const found = await findClaude(command, given);
      if (found.problem !== "" || isInstalled("@anthropic-ai/claude-agent-sdk")) return found;
      return { ...found, problem: "the Claude Agent SDK is not installed", remedy: howToInstallSdk };
    };
    return { defaults, find: seek };
  },
});

/** Any agent that speaks the Agent Client Protocol. */
const acp = ({ name, vendor }: { name: string; vendor: string }, given: Variables): Seeker => ({
  name,
  vendor,
  options: { agent: name },
  async load() {
    const [{ findAcp }, { agentNamed }] = await Promise.all([
      import("./acp/found.ts"),
      import("./acp/agents/known.ts"),
    ]);
    return {
      defaults: agentNamed(name).defaults,
      find: (command) => findAcp(name, command, given),
    };
  },
});

const codex = (given: Variables): Seeker => ({
  name: "codex",
  vendor: "openai",
  options: {},
  async load() {
    const [{ findCodex }, { defaults }] = await Promise.all([
      import("./codex/found.ts"),
      import("./codex/defaults.ts"),
    ]);
    return {
      defaults,
      find: (command) => findCodex(command, given),
    };
  },
});
