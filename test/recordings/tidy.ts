import type { AgentEvent } from "../../src/core/agent.ts";

/** One line of a recording: what a program was started with and told, what it said and wrote, and how it ended. */
export type Entry =
  | { start: string[] }
  /** Null: nothing more comes. */
  | { in: unknown }
  | { out: unknown }
  | { file: string; more: string }
  | { exit: number | null };

/** Ids that the test itself chooses; they are the same each time. */
const chosen = /^[56]c2cf4e2-7a2b-4f4e-9f43-0d6f6c3f9f00$/;

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const longHex = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/g;

const constant: readonly (readonly [RegExp, string])[] = [
  [/127\.0\.0\.1:\d+/g, "127.0.0.1:1"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "2026-01-01T00:00:00.000Z"],
  [/(?!2000)\d{4}-\d\d-\d\dT\d\d-\d\d/g, "2026-01-01T00-00"],
  [/T00-00-\d\d-/g, "T00-00-00-"],
  [/\/\d{4}\/\d\d\/\d\d\//g, "/2026/01/01/"],
  [/\w+day, \w+ \d+, \d{4}/g, "Thursday, January 1, 2026"],
  [/\([A-Z][\w ]* [\d.]+; \w+\) [\w.-]+ \(/g, "(Linux 1; x86_64) unknown ("],
];

/** Numbers of this one time: moments and durations. */
const passing = /(Ms|_ms|At|_at|[dD]uration|startTime)$/;

/** Long lists that no adapter reads. */
const unread =
  /^(commands|slash_commands|availableCommands|agents|skills|plugins|models|available_output_styles|output_styles)$/;

/** Gives what differs from one time to the next a name that does not, the same one wherever it stands. */
class Names {
  private readonly known = new Map<string, string>();
  private requests = 0;

  /** Our own ids of requests, which have no form of their own. */
  learn(message: unknown): void {
    const { type, request_id: id } = fieldsOf(message);
    if (type === "control_request" && typeof id === "string")
      this.known.set(id, `request-${++this.requests}`);
  }

  tidy(value: unknown, key = ""): unknown {
    if (typeof value === "string") return this.text(value);
    if (typeof value === "number") return passing.test(key) ? 0 : value;
    if (Array.isArray(value)) return unread.test(key) ? [] : value.map((each) => this.tidy(each));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.tidy(each, name)]));
  }

  text(value: string): string {
    const known = this.known.get(value);
    if (known !== undefined) return known;
    const named = value
      .replaceAll(uuid, (id) => (chosen.test(id) ? id : this.name(id, "-0000-4000-8000-000000000000")))
      .replaceAll(longHex, (id) => this.name(id, "0".repeat(24)))
      // Files that are named after the first part of an id.
      .replaceAll(/-([0-9a-f]{8})\.jsonl/g, (whole, part: string) => this.ending(whole, part));
    return constant.reduce((text, [pattern, by]) => text.replaceAll(pattern, by), named);
  }

  private name(id: string, rest: string): string {
    const name = this.known.get(id) ?? `${String(this.known.size + 1).padStart(8, "0")}${rest}`;
    this.known.set(id, name);
    return name;
  }

  private ending(whole: string, part: string): string {
    for (const [id, name] of this.known) if (id.startsWith(part)) return `-${name.slice(0, 8)}.jsonl`;
    return whole;
  }
}

/** The same conversation recorded another time gives the same, as far as the program does the same. */
export function tidyEntries(raw: readonly Entry[]): Entry[] {
  const names = new Names();
  const files = new Set<string>();
  const entries = raw.flatMap((entry): Entry[] => {
    if ("exit" in entry) return [entry];
    if ("start" in entry) return [{ start: entry.start.map((arg) => names.text(arg)) }];
    if ("file" in entry) return tidyFile(entry, names, files);
    const isTold = "in" in entry;
    const message = isTold ? entry.in : entry.out;
    if (isTold) names.learn(message);
    else if (isPiece(message)) return [];
    const tidied = names.tidy(message);
    return [isTold ? { in: tidied } : { out: tidied }];
  });
  return withoutRepeats(entries);
}

/** How often this is said depends on how quick both sides are, so once is recorded, and the player takes more. */
const repeatable = /"subtype":"interrupt"|"turn\/interrupt"|"session\/(?:cancel|set_mode)"/;

function withoutRepeats(entries: readonly Entry[]): Entry[] {
  const repeats = new Set<unknown>();
  let before = "";
  return entries.filter((entry) => {
    if ("start" in entry) repeats.clear();
    if ("out" in entry) return !(isAnswer(entry.out) && repeats.has(idOf(entry.out)));
    if (!("in" in entry)) return true;
    const said = JSON.stringify({ ...fieldsOf(entry.in), id: 0, request_id: 0 });
    const isRepeat = said === before && repeatable.test(said);
    before = said;
    if (isRepeat) repeats.add(idOf(entry.in));
    return !isRepeat;
  });
}

const isAnswer = (message: unknown): boolean => fieldsOf(message)["method"] === undefined;

const idOf = (message: unknown): unknown => {
  const { id, request_id: own, response } = fieldsOf(message);
  return id ?? own ?? fieldsOf(response)["request_id"] ?? null;
};

/** What our side said, in order. */
export function toldIn(entries: readonly Entry[]): unknown {
  return new Names().tidy(entries.filter((entry) => "start" in entry || "in" in entry));
}

/** Parts of a message of which no adapter makes anything, for the whole comes after them. */
function isPiece(message: unknown): boolean {
  const { type, method, event } = fieldsOf(message);
  if (type === "stream_event") return !/^message_(start|delta)$/.test(String(fieldsOf(event)["type"]));
  return typeof method === "string" && /[dD]elta$|^turn\/diff/.test(method);
}

/** Of what a program writes down only what its messages used is read; of other files, that they are there. */
function tidyFile(entry: { file: string; more: string }, names: Names, files: Set<string>): Entry[] {
  const lines = entry.more.split("\n").filter((line) => line !== "");
  const records = lines.map((line) => JSON.parse(line) as unknown);
  for (const record of records) names.tidy(fieldsOf(record)["sessionId"]); // the file is named after it
  const file = names.text(entry.file);
  const used = records.flatMap(usedIn).map((record) => `${JSON.stringify(names.tidy(record))}\n`);
  if (used.length === 0 && files.has(file)) return [];
  files.add(file);
  return [{ file, more: used.join("") }];
}

function usedIn(record: unknown): unknown[] {
  const fields = fieldsOf(record);
  if ("tokens" in fields) return [record];
  const { messages } = fieldsOf(fields["$set"]);
  const kept = Array.isArray(messages) ? messages.filter((each) => "tokens" in fieldsOf(each)) : [];
  return kept.length > 0 ? [{ $set: { messages: kept } }] : [];
}

/**
 * Events as a runtime tells them each time. When a program writes down what a message used is chance, so usage stands
 * last, by its newest figures.
 */
export function tidyEvents(events: readonly AgentEvent[]): AgentEvent[] {
  const used = new Map<string, AgentEvent>();
  for (const event of events) if (event.type === "usage") used.set(event.message, event);
  const others = events.filter(({ type }) => type !== "usage" && type !== "confined");
  return new Names().tidy([...others, ...used.values()]) as AgentEvent[];
}

export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
