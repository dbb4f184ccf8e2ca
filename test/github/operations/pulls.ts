import { type Answer, asText, asThing, invalid, type Thing, Refusal } from "../answer.ts";
import { allPulls, itemKey, noteState, pullOf, touch } from "../items.ts";
import { chosen, paged } from "../pages.ts";
import {
  addressOf, atLeast, type Call, forward, type PullState, type Repository, requireRole, roleOf,
} from "../site.ts"; // prettier-ignore
import type { Handlers } from "./handlers.ts";
import { requireLengths, requireText } from "./limits.ts";

const numberOf = ({ params }: Call): number => Number(params.pull_number);

const show = async (call: Call, number: number): Promise<Thing> => await pullOf(call, number, call.who);

async function list(call: Call): Promise<Answer> {
  const { query } = call;
  const state = query.get("state") ?? "open";
  const [head, base] = [query.get("head"), query.get("base")];
  const fitting = (await allPulls(call, call.who)).filter(
    (pull) =>
      (state === "all" || pull.state === state) &&
      (head === null || !head.includes(":") || asThing(pull.head).label === head) &&
      (base === null || asThing(pull.base).ref === base),
  );
  return paged(chosen(fitting, query, "desc"), addressOf(call, "/pulls"), query);
}

interface Head {
  repository: Repository;
  ref: string;
  sha: string;
}

/** `branch`, or `owner:branch` of a fork. */
async function headOf(call: Call, asked: string): Promise<Head> {
  const at = asked.indexOf(":");
  const owner = at < 0 ? call.repository.owner : asked.slice(0, at);
  const ref = asked.slice(at + 1);
  const family = [...call.site.repositories.values()].filter(
    (one) => one === call.repository || one.parent === call.repository,
  );
  const repository = family.find((one) => one.owner === owner);
  const sha = repository ? await repository.bare.branch(ref) : null;
  if (!repository || sha === null) throw missing("head");
  return { repository, ref, sha };
}

const missing = (field: string): Refusal =>
  new Refusal(422, "Validation Failed", { errors: [{ resource: "PullRequest", field, code: "invalid" }] });

async function create(call: Call): Promise<Answer> {
  const body = asThing(call.body);
  requireText("PullRequest", "title", body.title);
  requireLengths("PullRequest", body);
  const head = await headOf(call, asText(body.head));
  const base = await call.repository.bare.branch(asText(body.base));
  if (base === null) throw missing("base");
  requireRightTo(call, head);
  await requireNew(call, head, base, asText(body.base));
  const shown = head.repository === call.repository ? head.ref : `${head.repository.owner}:${head.ref}`;
  const { body: made } = await forward(call, "POST", "/pulls", { ...body, head: shown });
  const number = Number(asThing(made).number);
  const state = { head: head.sha, headRef: head.ref, headRepository: head.repository, base, merge: null };
  call.repository.pulls.set(number, state);
  touch(call, itemKey(number), true);
  return { status: 201, body: await show(call, number) };
}

function requireRightTo(call: Call, { repository }: Head): void {
  if (!atLeast(roleOf(repository, call.who), "write"))
    throw new Refusal(403, "Resource not accessible by personal access token");
}

async function requireNew(call: Call, head: Head, base: string, baseRef: string): Promise<void> {
  const label = `${head.repository.owner}:${head.ref}`;
  const open = (await allPulls(call, call.who)).find(
    (pull) =>
      pull.state === "open" && asThing(pull.head).label === label && asThing(pull.base).ref === baseRef,
  );
  if (open) throw invalid("PullRequest", "base", `A pull request already exists for ${label}.`);
  if (
    head.sha === base ||
    (head.repository === call.repository && (await call.repository.bare.contains(base, head.sha)))
  )
    throw invalid("PullRequest", "base", `No commits between ${baseRef} and ${head.ref}`);
}

async function update(call: Call): Promise<Answer> {
  const pull = await show(call, numberOf(call));
  if (asThing(pull.user).login !== call.who.login) requireRole(call, "write");
  requireLengths("PullRequest", asThing(call.body));
  await updatePull(call, numberOf(call), asThing(call.body));
  return { status: 200, body: await show(call, numberOf(call)) };
}

/** Title, body, state and base; a closed one opens again only while its branch is there. */
export async function updatePull(call: Call, number: number, body: Thing): Promise<void> {
  const before = await show(call, number);
  const state = call.repository.pulls.get(number);
  if (body.state === "open" && before.state === "closed" && state) await requireReopenable(state, before);
  if (typeof body.base === "string" && (await call.repository.bare.branch(body.base)) === null)
    throw missing("base");
  await forward(call, "PATCH", `/pulls/${number}`, body);
  touch(call, itemKey(number));
  noteState(call, number, String(before.state), body.state);
}

async function requireReopenable(state: PullState, before: Thing): Promise<void> {
  if (before.merged === true || before.merged_at)
    throw invalid("PullRequest", "state", "state cannot be changed. The pull request cannot be reopened.");
  const head = await state.headRepository.bare.branch(state.headRef);
  if (head === null)
    throw invalid(
      "PullRequest",
      "state",
      `state cannot be changed. The ${state.headRef} branch has been deleted.`,
    );
  state.head = head;
}

/** A real merge commit in the bare repository; the emulator only remembers that it is merged. */
async function merge(call: Call): Promise<Answer> {
  requireRole(call, "write");
  const number = numberOf(call);
  const pull = await show(call, number);
  const state = call.repository.pulls.get(number);
  if (!state || pull.state === "closed") throw new Refusal(405, "Pull Request is not mergeable");
  if (pull.draft === true) throw new Refusal(405, "Pull Request is still a draft");
  const { sha } = asThing(call.body);
  if (sha !== undefined && sha !== state.head)
    throw new Refusal(409, "Head branch was modified. Review and try the merge again.");
  const made = await mergeCommit(call.repository, state, pull);
  await forward(call, "PUT", `/pulls/${number}/merge`, {});
  state.merge = made;
  touch(call, itemKey(number));
  noteState(call, number, "open", "closed");
  return { status: 200, body: { sha: made, merged: true, message: "Pull Request successfully merged" } };
}

async function mergeCommit(repository: Repository, state: PullState, pull: Thing): Promise<string> {
  const { bare } = repository;
  const ref = `refs/heads/${String(asThing(pull.base).ref)}`;
  const base = (await bare.resolve(ref)) ?? state.base;
  if (state.headRepository !== repository)
    await bare.git("fetch", "--quiet", state.headRepository.bare.folder, state.head);
  const tree = await bare.git("merge-tree", "--write-tree", base, state.head).catch(() => {
    throw new Refusal(405, "Pull Request is not mergeable");
  });
  const message = `Merge pull request #${String(pull.number)} from ${state.headRepository.owner}/${state.headRef}`;
  const commit = await bare.git("commit-tree", "-p", base, "-p", state.head, "-m", message, tree);
  await bare.git("update-ref", ref, commit, base);
  return commit;
}

export const pullHandlers: Handlers = {
  "pulls/list": list,
  "pulls/create": create,
  "pulls/get": async (call) => ({ status: 200, body: await show(call, numberOf(call)) }),
  "pulls/update": update,
  "pulls/merge": merge,
};
