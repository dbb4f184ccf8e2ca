import type { z } from "zod";
import { checkWorkflow } from "./check-workflow.ts";
import type { Definition } from "./definition.ts";
import { UserError } from "./error.ts";
import type { KeyedEvent, Product, RunEvent } from "./event.ts";
import { definitionSchema, type PublicDefinition } from "./record-definition.ts";
import { keyedEventSchema } from "./record-event.ts";
import { commitId, runIdSchema } from "./record-words.ts";
import { replay, type RunState } from "./run.ts";
import { redact } from "./secrets.ts";

/** A text of the record, by its path in the record's tree. */
export type RecordFiles = ReadonlyMap<string, string>;

/** What a record is made from. */
export interface RecordSources {
  definition: Definition;
  events: readonly KeyedEvent[];
  artifacts: readonly { name: string; version: number; body: string }[];
  /** The run's own folder on this machine; its name is nobody's business. */
  root: string;
}

/** What a record says, each word of it in its form; whether it is true is still to be proven. */
export interface ReadRecord {
  definition: PublicDefinition;
  events: KeyedEvent[];
  state: RunState;
  /** Every accepted version, oldest first, with the text that the record has of it. */
  versions: RecordedVersion[];
}

export interface RecordedVersion {
  step: string;
  at: string;
  product: Product;
  text: string;
}

/** The ref at the forge that keeps the record of a run. */
export const recordRef = (run: string): string => `refs/phasegate/${run}`;

/** The record that a tracker's hidden facts name; null when they name none. */
export function recordIn(facts: string): string | null {
  const [, commit] = /(?:^|\s)record=(\S+)(?=\s|$)/.exec(facts) ?? [];
  return commitId.safeParse(commit).data ?? null;
}

/** The run whose tracker carries this marker; null when it is no tracker's. */
export function runOfTracker(marker: string): string | null {
  const [, run] = /^phasegate run=(\S+) tracker$/.exec(marker) ?? [];
  return runIdSchema.safeParse(run).data ?? null;
}

/** The events up to the newest point that a run can be rebuilt to: an accepted step, a judged phase, a person's word, its end. */
export function upToGate(events: readonly KeyedEvent[]): KeyedEvent[] {
  return events.slice(0, events.findLastIndex(({ event }) => isGate(event)) + 1);
}

function isGate(event: RunEvent): boolean {
  switch (event.type) {
    case "attempt.ended":
      return event.outcome.kind === "accepted";
    case "phase.ended":
    case "approval.answered":
    case "question.answered":
    case "run.ended":
      return true;
    default:
      return false;
  }
}

/**
 * The files of a run's record, as public as the repository: without secrets, without what is of this machine, and
 * without the ledger of single messages. Empty before the first gate.
 */
export function recordFiles({ definition, events, artifacts, root }: RecordSources): RecordFiles {
  const kept = upToGate(events);
  const files = new Map<string, string>();
  if (kept.length === 0) return files;
  const { repository: _repository, runtime: _runtime, casting: _casting, ...rest } = definition;
  const source = rest.feature.source.replace(/^(?:\/|[A-Za-z]:\\).*[/\\]/, "");
  const clean = (text: string): string => redact(text.replaceAll(root, "RUN"));
  const told = cleaned({ ...rest, feature: { ...rest.feature, source } }, clean);
  files.set("definition.json", `${JSON.stringify(told, null, 2)}\n`);
  files.set(
    "events.jsonl",
    kept.map((event) => `${JSON.stringify(cleaned(plain(event), clean))}\n`).join(""),
  );
  const wanted = new Set(acceptedIn(kept).map(({ product }) => pathOf(product.artifact, product.version)));
  for (const { name, version, body } of artifacts) {
    const path = pathOf(name, version);
    if (wanted.has(path)) files.set(path, redact(body));
  }
  return files;
}

const pathOf = (name: string, version: number): string => `artifacts/${name}@${version}.md`;

/** Without what only the machine that the run began on can use. */
function plain({ event, ...rest }: KeyedEvent): KeyedEvent {
  if (event.type === "step.started") return { ...rest, event: { ...event, session: "" } };
  if (event.type !== "attempt.ended") return { ...rest, event };
  const { messages: _messages, ...told } = event;
  return { ...rest, event: { ...told, session: "" } };
}

/** Names of commits, trees and digests are no secrets, however they look. */
const isName = (text: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);

/** Every text in a value, cleaned. */
function cleaned(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === "string") return isName(value) ? value : clean(value);
  if (Array.isArray(value)) return value.map((each) => cleaned(each, clean));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, cleaned(each, clean)]));
}

/** Read a record of `run` that a stranger may have written. Throws UserError for all that is not in its form. */
export function readRecord(run: string, files: RecordFiles): ReadRecord {
  const definition = parsed(definitionSchema, fileOf(files, "definition.json"), "definition.json");
  if (definition.id !== run) throw refused(`it is the record of ${definition.id}`);
  checkTeam(definition);
  const lines = fileOf(files, "events.jsonl").split("\n").slice(0, -1);
  const events = lines.map((line, index) => parsed(keyedEventSchema, line, `events.jsonl:${index + 1}`));
  checkEvents(definition, events);
  const state = replay(
    unplaced(definition),
    events.map(({ event }) => event),
  );
  const versions = acceptedIn(events).map(({ step, at, product }) => {
    const text = fileOf(files, pathOf(product.artifact, product.version));
    return { step, at, product, text };
  });
  return { definition, events, state, versions };
}

function acceptedIn(events: readonly KeyedEvent[]): Omit<RecordedVersion, "text">[] {
  return events.flatMap(({ at, event }) =>
    event.type === "attempt.ended" && event.outcome.kind === "accepted"
      ? [{ step: event.step, at, product: event.outcome.product }]
      : [],
  );
}

function fileOf(files: RecordFiles, path: string): string {
  const text = files.get(path);
  if (text === undefined) throw refused(`${path} is missing`);
  return text;
}

function parsed<T>(schema: z.ZodType<T>, text: string, where: string): T {
  const result = schema.safeParse(jsonOf(text, where));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw refused(`${where}: ${[issue?.path.join("."), issue?.message].filter(Boolean).join(": ")}`);
}

function jsonOf(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refused(`${where} is no JSON`);
  }
}

/** The team can do the work, by the same rules as before a run. */
function checkTeam({ workflow, roles, profile }: PublicDefinition): void {
  const wrong = Object.entries(roles).find(([name, role]) => role.name !== name);
  if (wrong) throw refused(`the role ${wrong[0]} calls itself ${wrong[1].name}`);
  const loaded = { workflow, lineOf: () => 1, file: "definition.json" };
  const parts = profile.parts.map(({ name }) => name);
  const [mistake] = checkWorkflow(loaded, roles, parts);
  if (mistake) throw refused(`its workflow cannot be carried out: ${mistake.message}`);
}

function checkEvents({ branch, base, roles }: PublicDefinition, events: readonly KeyedEvent[]): void {
  const keys = new Set(events.map(({ key }) => key));
  if (keys.size !== events.length) throw refused("two of its events have one key");
  const [first, ...others] = events.map(({ event }) => event);
  if (first?.type !== "run.started" || others.some(({ type }) => type === "run.started"))
    throw refused("it does not begin with the start of the run");
  if (first.branch !== branch || first.base !== base)
    throw refused("its events are of another branch than its definition");
  const strangers = others.flatMap((event) =>
    "role" in event && !Object.hasOwn(roles, event.role) ? [event.role] : [],
  );
  if (strangers.length > 0) throw refused(`the role ${strangers.join(", ")} is not in its team`);
  let generation = 1;
  for (const event of others) {
    if (event.type !== "run.resumed") continue;
    if (event.generation !== ++generation) throw refused("its generations are not in order");
  }
}

/** A definition on no machine, good enough for a fold over its events. */
const unplaced = (definition: PublicDefinition): Definition => ({
  ...definition,
  repository: "",
  runtime: { name: "", options: {} },
});

export const refused = (why: string): UserError =>
  new UserError(
    "RECORD_REFUSED",
    `the record of the run at the forge cannot be trusted: ${why}`,
    "nothing was restored; find out who writes to refs/phasegate/ of the repository",
  );
