import { type Answer, asText, asThing, Refusal, type Thing } from "../answer.ts";
import { emulatorToken } from "../emulator.ts";
import { mended, mendedRepository } from "../mend.ts";
import { addressOf, type Call, fullName, read, requireRole } from "../site.ts";
import type { Handlers } from "./handlers.ts";

/** A check run or a status that the repository's own CI would set. */
export interface Check {
  name: string;
  status?: "queued" | "in_progress" | "completed";
  conclusion?: string;
}

/** As an App of the repository would; people may not. */
export async function addCheck(
  { site, repository }: Pick<Call, "site" | "repository">,
  sha: string,
  check: Check,
): Promise<void> {
  const { name, conclusion } = check;
  const status = check.status ?? (conclusion === undefined ? "in_progress" : "completed");
  const body = {
    name,
    head_sha: sha,
    status,
    started_at: site.clock.stamp(),
    ...(conclusion && { conclusion }),
  };
  const target = `/repos/${fullName(repository)}/check-runs`;
  const answer = await site.emulator.ask(`Bearer ${emulatorToken(site.admin)}`, "POST", target, body);
  if (answer.status !== 201) throw new Error(`the emulator answered ${answer.status} to a check run`);
  repository.runs.set(sha, [...(repository.runs.get(sha) ?? []), Number(asThing(answer.body).id)]);
}

/** A repository and its forks share their commits. */
async function commitOf(call: Call): Promise<string> {
  const named = String(call.params.ref ?? call.params.sha);
  const forks = [...call.site.repositories.values()].filter(({ parent }) => parent === call.repository);
  for (const { bare } of [call.repository, ...forks]) {
    const sha = await bare.resolve(named);
    if (sha !== null) return sha;
  }
  throw new Refusal(422, `No commit found for SHA: ${named}`);
}

async function runs(call: Call): Promise<Answer> {
  const { query } = call;
  const ids = call.repository.runs.get(await commitOf(call)) ?? [];
  const all = await Promise.all(ids.map((id) => read(call, `/check-runs/${id}`)));
  const newest =
    query.get("filter") === "all" ? all : [...new Map(all.map((run) => [run.name, run])).values()];
  const fitting = newest.filter(
    (run) =>
      (query.get("check_name") ?? run.name) === run.name &&
      (query.get("status") ?? run.status) === run.status,
  );
  const size = Math.min(Number(query.get("per_page") ?? 30), 100);
  const page = Number(query.get("page") ?? 1);
  const shown = fitting.slice((page - 1) * size, page * size).map((run) => mendedRun(call, run));
  return { status: 200, body: { total_count: fitting.length, check_runs: shown } };
}

/** The emulator leaves `annotations_url` out. */
function mendedRun(call: Call, raw: Thing): Thing {
  const run = asThing(mended(call.site, raw));
  const annotations = `${String(run.url)}/annotations`;
  return {
    ...run,
    details_url: run.details_url ?? run.html_url,
    output: { ...asThing(run.output), annotations_url: annotations },
    check_suite: { id: Number(asThing(run.check_suite).id) },
  };
}

const worst = (states: string[]): string => {
  if (states.some((state) => state === "error" || state === "failure")) return "failure";
  return states.length === 0 || states.includes("pending") ? "pending" : "success";
};

async function combined(call: Call): Promise<Answer> {
  const sha = await commitOf(call);
  const all = call.repository.statuses.get(sha) ?? [];
  const newest = [...new Map(all.map((status) => [status.context, status])).values()];
  const repository = mendedRepository(call.site, call.repository, call.who, await read(call, ""));
  return {
    status: 200,
    body: {
      state: worst(newest.map(({ state }) => String(state))),
      statuses: newest,
      sha,
      total_count: newest.length,
      repository,
      commit_url: addressOf(call, `/commits/${sha}`),
      url: addressOf(call, `/commits/${sha}/status`),
    },
  };
}

async function setStatus(call: Call): Promise<Answer> {
  requireRole(call, "write");
  const sha = await commitOf(call);
  const body = asThing(call.body);
  const before = call.repository.statuses.get(sha) ?? [];
  const now = call.site.clock.stamp();
  const made = {
    url: addressOf(call, `/statuses/${sha}`),
    avatar_url: `${call.site.url}/avatars`,
    id: before.length + 1,
    node_id: Buffer.from(`Status${sha}${before.length}`).toString("base64url"),
    state: body.state,
    description: body.description ?? null,
    target_url: body.target_url ?? null,
    context: asText(body.context) || "default",
    created_at: now,
    updated_at: now,
  };
  call.repository.statuses.set(sha, [...before, made]);
  return { status: 201, body: { ...made, creator: null } };
}

const onlyApps = async (): Promise<Answer> => {
  throw new Refusal(403, "You must authenticate via a GitHub App.");
};

export const checkHandlers: Handlers = {
  "checks/list-for-ref": runs,
  "checks/create": onlyApps,
  "checks/update": onlyApps,
  "repos/get-combined-status-for-ref": combined,
  "repos/create-commit-status": setStatus,
};
