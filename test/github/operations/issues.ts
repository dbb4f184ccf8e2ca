import { type Answer, asText, asThing, asThings, type Thing, Refusal } from "../answer.ts";
import { allItems, itemKey, itemOf, noteState, touch } from "../items.ts";
import { mended } from "../mend.ts";
import { chosen, paged } from "../pages.ts";
import { addressOf, type Call, forward, mayWrite, readAll, requireRole } from "../site.ts";
import { requireLengths, requireText } from "./limits.ts";
import { updatePull } from "./pulls.ts";
import type { Handlers } from "./handlers.ts";

const numberOf = ({ params }: Call): number => Number(params.issue_number);

/** People without the right to write do not set labels, assignees and milestones: GitHub drops them silently. */
function withoutTriage(body: Thing): Thing {
  const dropped = new Set(["labels", "assignees", "assignee", "milestone"]);
  return Object.fromEntries(Object.entries(body).filter(([name]) => !dropped.has(name)));
}

async function list(call: Call): Promise<Answer> {
  requireIssues(call);
  const { query } = call;
  const state = query.get("state") ?? "open";
  const wanted = query.get("labels")?.split(",") ?? [];
  const creator = query.get("creator");
  const names = (thing: Thing) => asThings(thing.labels).map(({ name }) => name);
  const fitting = (await allItems(call, call.who)).filter(
    (thing) =>
      (state === "all" || thing.state === state) &&
      wanted.every((label) => names(thing).includes(label)) &&
      (creator === null || asThing(thing.user).login === creator),
  );
  return paged(chosen(fitting, query, "desc"), addressOf(call, "/issues"), query);
}

function requireIssues({ repository }: Call): void {
  if (!repository.issues) throw new Refusal(410, "Issues has been disabled in this repository.");
}

async function create(call: Call): Promise<Answer> {
  requireIssues(call);
  const body = asThing(call.body);
  requireText("Issue", "title", asText(body.title));
  requireLengths("Issue", body);
  const { body: made } = await forward(call, "POST", "/issues", mayWrite(call) ? body : withoutTriage(body));
  const number = Number(asThing(made).number);
  touch(call, itemKey(number), true);
  return { status: 201, body: await itemOf(call, number, call.who) };
}

async function update(call: Call): Promise<Answer> {
  const number = numberOf(call);
  const body = asThing(call.body);
  const before = await itemOf(call, number, call.who);
  if (asThing(before.user).login !== call.who.login) requireRole(call, "triage");
  requireLengths("Issue", body);
  const allowed = mayWrite(call) ? body : withoutTriage(body);
  if (before.pull_request) await updateAsPull(call, number, allowed);
  else await forward(call, "PATCH", `/issues/${number}`, allowed);
  touch(call, itemKey(number));
  noteState(call, number, String(before.state), allowed.state);
  return { status: 200, body: await itemOf(call, number, call.who) };
}

async function updateAsPull(
  call: Call,
  number: number,
  { labels, title, body, state }: Thing,
): Promise<void> {
  const known = {
    ...(title !== undefined && { title }),
    ...(body !== undefined && { body: body ?? "" }),
    ...(state !== undefined && { state }),
  };
  if (Object.keys(known).length) await updatePull(call, number, known);
  if (labels !== undefined) await forward(call, "PUT", `/issues/${number}/labels`, { labels });
}

async function lock(call: Call): Promise<Answer> {
  requireRole(call, "triage");
  await itemOf(call, numberOf(call), call.who);
  call.repository.locks.set(numberOf(call), (asThing(call.body).lock_reason as string | undefined) ?? null);
  touch(call, itemKey(numberOf(call)));
  return { status: 204 };
}

async function unlock(call: Call): Promise<Answer> {
  requireRole(call, "triage");
  await itemOf(call, numberOf(call), call.who);
  call.repository.locks.delete(numberOf(call));
  touch(call, itemKey(numberOf(call)));
  return { status: 204 };
}

async function listLabels(call: Call): Promise<Answer> {
  await itemOf(call, numberOf(call), call.who);
  const all = asThings(mended(call.site, await readAll(call, `/issues/${numberOf(call)}/labels`)));
  return paged(all, addressOf(call, `/issues/${numberOf(call)}/labels`), call.query);
}

async function changeLabels(call: Call, method: string, rest: string, body?: unknown): Promise<Answer> {
  requireRole(call, "triage");
  const { body: left } = await forward(call, method, `/issues/${numberOf(call)}/labels${rest}`, body);
  touch(call, itemKey(numberOf(call)));
  return { status: 200, body: mended(call.site, left) };
}

async function removeLabel(call: Call): Promise<Answer> {
  requireRole(call, "triage");
  const name = String(call.params.name);
  const there = asThings(await readAll(call, `/issues/${numberOf(call)}/labels`));
  const label = there.find((one) => String(one.name).toLowerCase() === name.toLowerCase());
  if (!label) throw new Refusal(404, "Label does not exist");
  return await changeLabels(call, "DELETE", `/${encodeURIComponent(String(label.name))}`);
}

async function createLabel(call: Call): Promise<Answer> {
  requireRole(call, "write");
  const answer = await forward(call, "POST", "/labels", call.body);
  return { status: 201, body: mended(call.site, answer.body) };
}

export const issueHandlers: Handlers = {
  "issues/list-for-repo": list,
  "issues/get": async (call) => ({ status: 200, body: await itemOf(call, numberOf(call), call.who) }),
  "issues/create": create,
  "issues/update": update,
  "issues/lock": lock,
  "issues/unlock": unlock,
  "issues/list-labels-on-issue": listLabels,
  "issues/add-labels": (call) => changeLabels(call, "POST", "", call.body),
  "issues/set-labels": (call) => changeLabels(call, "PUT", "", call.body),
  "issues/remove-label": removeLabel,
  "issues/list-labels-for-repo": async (call) =>
    paged(
      asThings(mended(call.site, await readAll(call, "/labels"))),
      addressOf(call, "/labels"),
      call.query,
    ),
  "issues/create-label": createLabel,
  "issues/get-label": async (call) => {
    const answer = await forward(call, "GET", `/labels/${encodeURIComponent(String(call.params.name))}`);
    return { status: 200, body: mended(call.site, answer.body) };
  },
};
