/** What a client was told that a request used, in tokens. `inputTokens` are those that no cache had a part in. */
export interface Told {
  inputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  outputTokens: number;
}

export const nothingTold: Told = { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0 };

/**
 * Something that the model does, said without the name of a tool. A path may be relative to the agent's working
 * directory. Codex edits by whole lines, so `find` and `replace` should be whole lines.
 */
export type Op =
  | { write: { path: string; text: string } }
  | { edit: { path: string; find: string; replace: string } }
  | { read: { path: string } }
  | { shell: { command: string } }
  | { agent: { prompt: string; kind?: string } }
  /** Codex goes on while its sub-agents work; where they are waited for anyhow, an idle shell command. */
  | { waitForAgents: true }
  /**
   * The tool of exactly this name, or one of an MCP server whose name ends with it; called also when not offered.
   * Codex's deferred tools have their namespace before the name, as `multi_agent_v1/spawn_agent`.
   */
  | { tool: { name: string; input: Record<string, unknown> } };

export interface StepError {
  status: number;
  type?: string;
  message?: string;
  headers?: Record<string, string>;
  /** How many requests of this step fail before the rest of the step is done; all when not given. */
  times?: number;
}

/** Always, or only for the first requests of this step in a conversation. */
type Often = true | { times: number };

/** One answer of the model. With `ops` it calls tools, all in one message; without, it ends the turn. */
export interface Step {
  say?: string;
  ops?: readonly Op[];
  /** Says a text of so many bytes, after `say`. */
  bytes?: number;
  /** Replaces the figures that the simulated cache came to. */
  usage?: Partial<Told>;
  delayMs?: number;
  error?: StepError;
  /** Keeps the connection open, until the server's `release`, without an answer or `midway`, after half of it. */
  hang?: true | { midway?: true; times?: number };
  /** The stream ends in the middle, with its connection. */
  cut?: Often;
  /** Bytes that are no event stream. */
  garbage?: Often;
}

/** Scenarios by name. */
export type ModelScript = Readonly<Record<string, readonly Step[]>>;

/** A conversation in the words of no protocol. `response` names the answer that a model's entry was part of. */
export type Entry =
  | { from: "user"; text: string }
  | { from: "model"; response: string | null; text: string }
  | { from: "tool"; call: string | null; text: string };

export interface Place {
  /** Null when no user text has a marker. */
  scenario: string | null;
  step: number;
  /** Index in the conversation of the entry that has the marker; 0 without one. */
  since: number;
}

/** Finds the scenario's name in a user text that has no marker; null: the text does not say. */
export type ScenarioIn = (userText: string) => string | null;

/** Where a conversation stands: the last marker in a user text, and the model's answers after it. */
export function placeOf(entries: readonly Entry[], scenarioIn: ScenarioIn = () => null): Place {
  const nameIn: ScenarioIn = (text) => markerIn(text) ?? scenarioIn(text);
  const since = entries.findLastIndex((entry) => entry.from === "user" && nameIn(entry.text) !== null);
  const marked = entries[since];
  const scenario = marked === undefined ? null : nameIn(marked.text);
  return { scenario, step: answersIn(entries.slice(since + 1)), since: Math.max(since, 0) };
}

const markerIn = (text: string): string | null =>
  [...text.matchAll(/\[\[S:([\w.-]+)\]\]/g)].at(-1)?.[1] ?? null;

/** Claude Code puts this in the place of an answer that was lost with a killed process. */
const placeholder = "No response requested.";

/** One answer may be several entries, with results of its first calls between them. */
function answersIn(entries: readonly Entry[]): number {
  const seen = new Set<string>();
  let count = 0;
  let previous: Entry | undefined;
  for (const entry of entries) {
    if (entry.from === "model" && entry.text.trim() !== placeholder) {
      const goesOn = previous?.from === "model" || (entry.response !== null && seen.has(entry.response));
      if (!goesOn) count += 1;
      if (entry.response !== null) seen.add(entry.response);
    }
    previous = entry;
  }
  return count;
}

/** The step at a place; after the last one, and for an unknown scenario, a text that ends the turn. */
export function stepAt(script: ModelScript, fallback: readonly Step[], place: Place): Step {
  const steps = place.scenario === null ? fallback : script[place.scenario];
  if (steps === undefined) return { say: `No scenario "${place.scenario}".` };
  return steps[place.step] ?? { say: "Nothing more in the scenario." };
}

export type Fault =
  | { kind: "error"; error: StepError }
  | { kind: "hang"; midway: boolean }
  | { kind: "cut" }
  | { kind: "garbage" };

/** What goes wrong with a request of this step, of which `before` requests have been answered already. */
export function faultOf(step: Step, before: number): Fault | null {
  const { error, hang, cut, garbage } = step;
  if (error && before < (error.times ?? Infinity)) return { kind: "error", error };
  if (hang && before < timesOf(hang)) return { kind: "hang", midway: hang !== true && hang.midway === true };
  if (cut && before < timesOf(cut)) return { kind: "cut" };
  if (garbage && before < timesOf(garbage)) return { kind: "garbage" };
  return null;
}

const timesOf = (often: true | { times?: number }): number =>
  often === true ? Infinity : (often.times ?? Infinity);

/** The whole text that a step says. */
export function textOfStep(step: Step): string {
  const line = "A line of a very long answer, one of many that all say the same.\n";
  const bytes = step.bytes ?? 0;
  const long = line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes);
  const said = `${step.say ?? ""}${long}`;
  return said === "" && (step.ops ?? []).length === 0 ? "Done." : said;
}
