import type { Definition } from "./definition.ts";
import type { KeyedEvent, RunEvent } from "./event.ts";
import { accepted, definitionOf, featureText, walk } from "./run.fixture.ts";
import { recordFiles, type RecordFiles } from "./record.ts";

export const commit = (letter: string): string => letter.repeat(40);
export const digest = (letter: string): string => letter.repeat(64);
export const base = commit("b");

export const recordedDefinition = (changes: Partial<Definition> = {}): Definition =>
  definitionOf(featureText, {
    id: "260101-abc123",
    base,
    feature: { title: "Archive items", body: "Please.", source: "/home/me/secret-place/spec.md" },
    casting: {},
    runtime: { name: "claude", options: {}, command: ["/home/me/bin/claude"] },
    ...changes,
  });

/** All events of a run of the built-in workflow that went well, with times. */
export function eventsOf(definition: Definition): KeyedEvent[] {
  const { events } = walk(definition, {
    tree: commit("e"),
    outcome: (turn) => {
      const duty = definition.roles[turn.role]?.duties[turn.phase];
      return accepted(String(duty?.writes), {
        digest: digest("d"),
        commit: turn.phase === "quality" ? commit("c") : null,
        tree: commit("e"),
      });
    },
  });
  return atTimes(JSON.parse(JSON.stringify(events).replaceAll("base-commit-0000000", base)) as RunEvent[]);
}

export const atTimes = (events: readonly RunEvent[]): KeyedEvent[] =>
  events.map((event, index) => ({
    key: `event/${index}`,
    at: new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString(),
    event,
  }));

/** The text of every version that the events tell of. */
export const textsOf = (events: readonly KeyedEvent[]): { name: string; version: number; body: string }[] =>
  events.flatMap(({ event }) =>
    event.type === "attempt.ended" && event.outcome.kind === "accepted"
      ? [
          {
            name: event.outcome.product.artifact,
            version: event.outcome.product.version,
            body: `# ${event.outcome.product.artifact}\n`,
          },
        ]
      : [],
  );

export function filesOf(
  events: readonly KeyedEvent[],
  definition: Definition = recordedDefinition(),
): RecordFiles {
  return recordFiles({
    definition,
    events,
    artifacts: textsOf(events),
    root: "/home/me/state/runs/260101-abc123",
  });
}
