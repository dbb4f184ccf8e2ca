import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeFiles } from "../../test/support/project.ts";
import type { KeyedEvent } from "../core/event.ts";
import { noUsage } from "../core/usage.ts";
import { settleAttempts } from "./settle-attempts.ts";

const at = "2026-01-01T00:00:00.000Z";
const ref = { role: "builder", phase: "implementation", purpose: "produce", attempt: 1 } as const;

const begun = (step: string): KeyedEvent => ({
  key: `attempt/${step}/1/started`,
  at,
  event: { type: "step.started", session: "planned", step, ...ref },
});

const used = (message: string, inputTokens: number) =>
  JSON.stringify({ type: "usage", message, model: "m", usage: { ...noUsage, inputTokens } });

test("what an agent used that nobody followed is recorded once, under the session that it really had", async () => {
  const root = await mkdtemp(path.join(tmpdir(), "settle-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const told = [JSON.stringify({ type: "session.started", session: "real" }), used("m1", 1), used("m1", 5)];
  await writeFiles(root, { "a/events.jsonl": `${[...told, used("m2", 2)].join("\n")}\n` });
  const known: KeyedEvent[] = [begun("a"), begun("never-started")];
  const journal = {
    events: () => Promise.resolve(known),
    stamp: (entries: readonly Omit<KeyedEvent, "at">[]) => entries.map((entry) => ({ ...entry, at })),
    append: (events: readonly KeyedEvent[]) => Promise.resolve(void known.push(...events)),
  };
  const place = { host: (step: string) => path.join(root, step) };
  await settleAttempts({ journal, place });
  await settleAttempts({ journal, place });
  expect(known.slice(2).map(({ key }) => key)).toEqual([
    "attempt/a/1/ended",
    "attempt/never-started/1/ended",
  ]);
  expect(known[2]?.event).toMatchObject({
    outcome: { kind: "interrupted" },
    session: "real",
    usage: { inputTokens: 7 },
    messages: [{ message: "m1" }, { message: "m2" }],
  });
  expect(known[3]?.event).toMatchObject({ session: "planned", usage: noUsage });
});
