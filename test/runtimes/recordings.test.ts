import { chmod, copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import type { RuntimeChoice } from "../../src/core/agent.ts";
import { makeStage } from "../../src/runtimes/runtime.testsuite.ts";
import { probeSandbox } from "../../src/workspace/sandbox/confinement.ts";
import { type Conversation, conversationsOf, hold, sessionsOf } from "../recordings/conversations.ts";
import {
  fileOf,
  isUpdating,
  folder as fixtures,
  parseLines,
  readRecording,
  type Recording,
  writeRecording,
} from "../recordings/fixture.ts";
import { type Entry, fieldsOf, tidyEntries, tidyEvents, toldIn } from "../recordings/tidy.ts";
import { real, type Real } from "./support/real.ts";

const installed = process.env["PHASEGATE_TEST_RUNTIMES"] ?? "";
process.env["CLAUDE_CODE_MAX_RETRIES"] = "1";

const { kind: sandbox } = await probeSandbox();

interface Arrangement extends Real {
  /** Where the program keeps files that the adapter looks for, below the sessions. */
  files: string;
}

const arrangements: Arrangement[] = [
  { ...real("claude"), files: "claude/projects" },
  { ...real("codex"), files: "" },
  { ...real("gemini"), files: "gemini/.gemini/tmp" },
];

/** Beside the programs, so that it can be seen wherever they can. */
async function placeRecorder(): Promise<string> {
  const recorder = path.join(installed, "node_modules", ".phasegate", "record.js");
  await mkdir(path.dirname(recorder), { recursive: true });
  await writeFile(path.join(path.dirname(recorder), "package.json"), '{ "type": "module" }\n');
  await copyFile(path.join(fixtures, "record.js"), recorder);
  await chmod(recorder, 0o755);
  return recorder;
}

async function record(arrangement: Arrangement, conversation: Conversation): Promise<Recording> {
  const { runtime, choice, files } = arrangement;
  const recorder = await placeRecorder();
  const stage = await makeStage();
  await arrangement.modelFor(conversation.script, stage.folder);
  const choiceFor = (index: number): RuntimeChoice => ({
    ...choice,
    command: [recorder, `/phasegate/sessions/recorded-${index}`, files, "--", ...(choice.command ?? [])],
  });
  const events = await hold(conversation, { runtime, stage, choiceFor });
  const texts = await Promise.all(
    conversation.sittings.map((sitting, index) =>
      readFile(path.join(sessionsOf(stage, sitting), `recorded-${index}`), "utf8"),
    ),
  );
  const entries = tidyEntries(parseLines(texts.join("")) as Entry[]);
  return { of: conversation, entries, events: tidyEvents(events) };
}

/** The forms of all that the program said. */
function formsIn({ entries }: Recording): string[] {
  const forms = entries.flatMap((entry) => ("out" in entry ? [formOf(entry.out)] : []));
  return [...new Set(forms)].sort();
}

function formOf(message: unknown): string {
  const { type, subtype, method, event } = fieldsOf(message);
  const kind = [type, subtype, method, fieldsOf(event)["type"]].filter((part) => typeof part === "string");
  return [kind.join(" "), ...new Set(keysOf(message))].join(" ");
}

function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf).map((key) => `[]${key}`);
  return Object.entries(fieldsOf(value)).flatMap(([key, each]) =>
    ["", ...keysOf(each)].map((below) => `.${key}${below}`),
  );
}

/**
 * What is the same each time: what our side said, what forms the other side's words had, and what became of it. Tokens
 * depend on what a program says of the machine, and it may miss the beginning of a stream that is cut.
 */
const steadyIn = (recording: Recording) => ({
  of: recording.of,
  told: toldIn(recording.entries),
  forms: formsIn(recording),
  events: recording.events.filter(({ type }) => type !== "usage"),
});

const named = arrangements.map((each) => [each.runtime.name, each] as const);

describe.skipIf(sandbox !== "bubblewrap").each(named)("%s", (_, arrangement) => {
  const conversations = conversationsOf(arrangement.runtime).map((each) => [each.name, each] as const);

  test.each(conversations)("an agent that %s is as it was recorded", async (__, of) => {
    const file = fileOf(arrangement.runtime, of);
    const fresh = await record(arrangement, of);
    const stored = await readRecording(file).catch(() => null);
    const isSame = stored !== null && isDeepStrictEqual(steadyIn(fresh), steadyIn(stored));
    if (isUpdating && !isSame) return writeRecording(file, fresh);
    expect(steadyIn(fresh)).toEqual(stored && steadyIn(stored));
  });
});
