import { type Answer, asThing, notFound, Refusal, type Thing } from "../answer.ts";
import {
  allItems,
  comment,
  commentKey,
  commentOf,
  commentsOf,
  itemKey,
  itemOf,
  numberOf,
  touch,
} from "../items.ts";
import { mendedOwner } from "../mend.ts";
import { chosen, paged } from "../pages.ts";
import { addressOf, type Call, forward, mayWrite, requireRole } from "../site.ts";
import type { Handlers } from "./handlers.ts";
import { requireLengths, requireText } from "./limits.ts";

const idOf = ({ params }: Call): number => Number(params.comment_id);

async function listFor(call: Call): Promise<Answer> {
  const number = Number(call.params.issue_number);
  await itemOf(call, number, call.who);
  const found = chosen(await commentsOf(call, number), call.query, "asc");
  return paged(found, addressOf(call, `/issues/${number}/comments`), call.query);
}

async function listAll(call: Call): Promise<Answer> {
  const items = await allItems(call, call.who); // the emulator takes "comments" for the number of an issue
  const all = (await Promise.all(items.map(({ number }) => commentsOf(call, Number(number))))).flat();
  const usual = call.query.has("sort") ? "desc" : "asc"; // documented: direction counts only with sort
  return paged(chosen(all, call.query, usual), addressOf(call, "/issues/comments"), call.query);
}

async function create(call: Call): Promise<Answer> {
  const number = Number(call.params.issue_number);
  await itemOf(call, number, call.who);
  requireUnlocked(call, number);
  const { body } = asThing(call.body);
  requireText("IssueComment", "body", body);
  requireLengths("IssueComment", { body });
  const { body: made } = await forward(call, "POST", `/issues/${number}/comments`, { body });
  touch(call, commentKey(Number(asThing(made).id)), true);
  touch(call, itemKey(number));
  return { status: 201, body: comment(call, made) };
}

function requireUnlocked(call: Call, number: number): void {
  if (call.repository.locks.has(number) && !mayWrite(call))
    throw new Refusal(403, "Unable to create comment because issue is locked.");
}

/** Its author, or somebody who may write. */
async function requireOwn(call: Call): Promise<Thing> {
  const found = await commentOf(call, idOf(call));
  if (asThing(found.user).login !== call.who.login) requireRole(call, "write");
  return found;
}

async function update(call: Call): Promise<Answer> {
  const found = await requireOwn(call);
  requireUnlocked(call, numberOf(found));
  const { body } = asThing(call.body);
  requireText("IssueComment", "body", body);
  requireLengths("IssueComment", { body });
  await forward(call, "PATCH", `/issues/comments/${idOf(call)}`, { body });
  if (body !== found.body) noteEdit(call, found);
  return { status: 200, body: await commentOf(call, idOf(call)) };
}

function noteEdit(call: Call, found: Thing): void {
  touch(call, commentKey(idOf(call)));
  touch(call, itemKey(numberOf(found)));
  call.repository.editors.set(idOf(call), call.who.login);
}

async function remove(call: Call): Promise<Answer> {
  const found = await requireOwn(call);
  await forward(call, "DELETE", `/issues/comments/${idOf(call)}`);
  touch(call, itemKey(numberOf(found)));
  return { status: 204 };
}

const given = ({ repository }: Call, id: number): Thing[] => repository.reactions.get(id) ?? [];

/** The same person's same reaction is there once: 200 instead of 201. */
async function react(call: Call): Promise<Answer> {
  const found = await commentOf(call, idOf(call));
  requireUnlocked(call, numberOf(found));
  const { content } = asThing(call.body);
  const before = given(call, idOf(call));
  const own = before.find((one) => one.content === content && asThing(one.user).login === call.who.login);
  if (own) return { status: 200, body: own };
  const createdAt = call.site.clock.stamp();
  const id = Date.parse(createdAt) / 1000; // no two stamps are the same
  const made: Thing = {
    id,
    node_id: Buffer.from(`Reaction${id}`).toString("base64url"),
    user: mendedOwner(call.site, await reactor(call)),
    content,
    created_at: createdAt,
  };
  call.repository.reactions.set(idOf(call), [...before, made]);
  return { status: 201, body: made };
}

async function reactor({ site, who }: Call): Promise<Thing> {
  const answer = await site.emulator.ask(null, "GET", `/users/${encodeURIComponent(who.login)}`);
  if (answer.status !== 200) return { login: who.login, id: 9999, node_id: "Qm90OTk5OQ", type: "Bot" }; // never wrote yet
  const { login, id, node_id: nodeId, type } = asThing(answer.body);
  return { login, id, node_id: nodeId, type };
}

async function unreact(call: Call): Promise<Answer> {
  const before = given(call, idOf(call));
  const own = before.find((one) => Number(one.id) === Number(call.params.reaction_id));
  if (!own || asThing(own.user).login !== call.who.login) throw notFound();
  call.repository.reactions.set(
    idOf(call),
    before.filter((one) => one !== own),
  );
  return { status: 204 };
}

async function reactions(call: Call): Promise<Answer> {
  await commentOf(call, idOf(call));
  const content = call.query.get("content");
  const all = given(call, idOf(call)).filter((one) => content === null || one.content === content);
  return paged(all, addressOf(call, `/issues/comments/${idOf(call)}/reactions`), call.query);
}

export const commentHandlers: Handlers = {
  "issues/list-comments": listFor,
  "issues/list-comments-for-repo": listAll,
  "issues/create-comment": create,
  "issues/get-comment": async (call) => ({ status: 200, body: await commentOf(call, idOf(call)) }),
  "issues/update-comment": update,
  "issues/delete-comment": remove,
  "reactions/create-for-issue-comment": react,
  "reactions/list-for-issue-comment": reactions,
  "reactions/delete-for-issue-comment": unreact,
};
