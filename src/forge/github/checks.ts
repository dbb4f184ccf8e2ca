import type { ForgeCheck } from "../forge.ts";
import type { Place } from "./place.ts";
import type { ItemOf } from "./route.ts";

type CheckRun = ItemOf<"GET /repos/{owner}/{repo}/commits/{ref}/check-runs">;

/** What the repository's own CI says of a commit, both ways in which it may. */
export async function checksOn(place: Place, commit: string): Promise<ForgeCheck[]> {
  const { client, at } = place;
  const byName = new Map<string, { id: number; check: ForgeCheck }>();
  const runs = client.items("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", {
    ...at,
    ref: commit,
    filter: "latest",
  });
  for await (const run of runs)
    if (run.id > (byName.get(run.name)?.id ?? -1)) byName.set(run.name, { id: run.id, check: checkOf(run) });
  const { statuses } = await client.request("GET /repos/{owner}/{repo}/commits/{ref}/status", {
    ...at,
    ref: commit,
    per_page: 100,
  });
  return [
    ...[...byName.values()].map(({ check }) => check),
    ...statuses.map(({ context, state, target_url: url }): ForgeCheck => {
      return { name: context, state: stateOf(state), word: state, url: url ?? "" };
    }),
  ];
}

function checkOf({ name, status, conclusion, html_url: url }: CheckRun): ForgeCheck {
  const word = status === "completed" ? (conclusion ?? status) : status;
  return { name, state: status === "completed" ? stateOf(word) : "pending", word, url: url ?? "" };
}

const passed = new Set(["success", "neutral", "skipped"]);
const failed = new Set([
  "failure",
  "error",
  "timed_out",
  "cancelled",
  "action_required",
  "startup_failure",
  "stale",
]);

function stateOf(word: string): ForgeCheck["state"] {
  if (passed.has(word)) return "passed";
  return failed.has(word) ? "failed" : "pending";
}
