import { Spending } from "../core/spending.ts";
import { EventsFile } from "./agent-host/events-file.ts";
import { hostFiles } from "./agent-host/files.ts";
import type { Journal } from "./journal.ts";
import type { Place } from "./place.ts";

interface Left {
  journal: Pick<Journal, "events" | "append" | "stamp">;
  place: Pick<Place, "host">;
}

/**
 * Record attempts of a run that nobody followed to their end, as interrupted: an agent outlives its engine, and
 * what it used meanwhile counts. Its process must have been ended before.
 */
export async function settleAttempts({ journal, place }: Left): Promise<void> {
  const events = await journal.events();
  const ended = new Set(events.flatMap(({ key }) => (key.endsWith("/ended") ? [key] : [])));
  for (const { key, event } of events) {
    if (event.type !== "step.started") continue;
    const end = key.replace(/\/started$/, "/ended");
    if (ended.has(end)) continue;
    const { step, role, phase, purpose, attempt } = event;
    const spending = new Spending();
    let { session } = event;
    for (const seen of await new EventsFile(hostFiles(place.host(step, attempt)).events).more()) {
      spending.see(seen);
      if (seen.type === "session.started") session = seen.session;
    }
    const facts = { session, usage: spending.total, messages: spending.entries, durationMs: 0 };
    const interrupted = { outcome: { kind: "interrupted" as const }, ...facts };
    await journal.append(
      journal.stamp([
        { key: end, event: { type: "attempt.ended", step, role, phase, purpose, attempt, ...interrupted } },
      ]),
    );
  }
}
