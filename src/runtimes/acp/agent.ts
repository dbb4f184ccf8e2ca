import type { RuntimeChoice } from "../../core/agent.ts";
import type { Usage } from "../../core/usage.ts";
import type { RuntimeDefaults, VersionRange } from "../found.ts";

/** Where an agent works and keeps its things, as the agent itself sees them. Absolute paths. */
export interface AgentPlace {
  /** For the programs that it starts. */
  home: string;
  /** For its own settings and sessions. */
  config: string;
}

/** What one session of an agent is given beside its prompt. */
export interface AgentCall {
  choice: RuntimeChoice;
  /** Constant for all roles of a tier. */
  system: string;
  /** The allow-listed variables of the user. */
  given: Readonly<Record<string, string>>;
  place: AgentPlace;
}

/** What one message of the model used and said, as the agent itself wrote it down. */
export interface LedgerEntry {
  message: string;
  model: string;
  usage: Usage;
  /** What the message said; empty when it only called tools. */
  text: string;
}

/** How an agent writes down what its messages used; told from its own files, which the agent could change. */
export interface LedgerFormat {
  /** The folders below the config folder in which the file of a session lies; `*` is any one folder. */
  folder: string[];
  isOf(fileName: string, session: string): boolean;
  /** How the file is named while the session is gone on with; before all that the agent itself names. */
  keptName(session: string): string;
  /** Entries of one line; the newest of a message counts. */
  read(line: string): LedgerEntry[];
}

/** Everything that is special about one ACP agent. */
export interface AcpAgent {
  name: string;
  /** The program that is looked for on PATH; empty: only a named one is started. */
  command: string[];
  versions: VersionRange | null;
  defaults: RuntimeDefaults;
  /** One of these is enough to be logged in; empty: the agent alone knows. */
  keyVariables: string[];
  /** The user's own login below their home, lent when no variable carries a key; to the same place below `config`. */
  loginFiles: string[];
  /** Arguments after the command. */
  argumentsOf(call: AgentCall): string[];
  /** Variables beside HOME and what the user gives. */
  environmentOf(call: AgentCall): Record<string, string>;
  /** Files that are written anew below `config` before every start; path to text. */
  filesOf(call: AgentCall): Record<string, string>;
  /** What stays below `config` from one start to the next, as paths of two names at most; null: everything. */
  keeps: string[] | null;
  /** Modes in which it asks before it acts, the best first. */
  askingModes: string[];
  /** Whether `argumentsOf` names the model; otherwise it is chosen through the protocol. */
  isModelNamed: boolean;
  /** Whether `environmentOf` and `filesOf` carry the system prompt; otherwise it goes before the first prompt. */
  isSystemGiven: boolean;
  /** Whether a prompt that it answered with nothing is gone from what it knows. */
  forgetsUnanswered: boolean;
  ledger: LedgerFormat | null;
  /** What a person does to get it, and to log in. */
  howToInstall: string;
  howToLogIn: string;
}
