import { requireReadable } from "./access.ts";
import { asText, asThing, Refusal, type Thing } from "./answer.ts";
import { emulatorToken } from "./emulator.ts";
import { actorNode, connection, issueNode, pullNode, repositoryNode } from "./graphql-nodes.ts";
import { allItems, allPulls, itemKey, itemOf, pullOf, touch } from "./items.ts";
import { atLeast, fullName, type Repository, roleOf, type Site, type Who } from "./site.ts";

const missing = (what: string): Refusal => new Refusal(404, `Could not resolve to ${what}.`);

interface Found {
  repository: Repository;
  pull: Thing;
}

async function pullById(site: Site, who: Who, id: string): Promise<Found> {
  for (const repository of site.repositories.values()) {
    const pull = (await allPulls({ site, repository }, who)).find((one) => one.node_id === id);
    if (pull) return { repository, pull: await pullOf({ site, repository }, Number(pull.number), who) };
  }
  throw missing(`a node with the global id of '${id}'`);
}

async function anyNode(site: Site, who: Who, id: string): Promise<Thing> {
  for (const repository of site.repositories.values()) {
    const item = (await allItems({ site, repository }, who)).find((one) => one.node_id === id);
    if (item) return await itemNode({ site, repository }, Number(item.number), who);
  }
  throw missing(`a node with the global id of '${id}'`);
}

type At = Parameters<typeof pullNode>[0];

async function itemNode(at: At, number: number, who: Who): Promise<Thing> {
  if (at.repository.pulls.has(number)) return pullNode(at, await pullOf(at, number, who));
  return issueNode(at, await itemOf(at, number, who));
}

async function numbered(
  at: At,
  number: number,
  who: Who,
  kind: "Issue" | "PullRequest" | null,
): Promise<Thing> {
  const isPull = at.repository.pulls.has(number);
  if (kind !== null && isPull !== (kind === "PullRequest"))
    throw missing(`${kind} with the number of ${number}`);
  try {
    return await itemNode(at, number, who);
  } catch (error) {
    throw error instanceof Refusal ? missing(`an issue or pull request with the number of ${number}`) : error;
  }
}

function repositoryRoot(site: Site, who: Who, { owner, name }: Thing): Thing {
  const repository = readable(site, who, asText(owner), asText(name));
  const at = { site, repository };
  const one = (kind: "Issue" | "PullRequest" | null) => async (args: Thing) =>
    await numbered(at, Number(args.number), who, kind);
  return {
    ...repositoryNode(at, who),
    issue: one("Issue"),
    pullRequest: one("PullRequest"),
    issueOrPullRequest: one(null),
    pullRequests: listed(async () => (await allPulls(at, who)).map((pull) => pullNode(at, pull))),
    issues: listed(async () =>
      (await allItems(at, who)).filter((item) => !item.pull_request).map((item) => issueNode(at, item)),
    ),
  };
}

/** Those of a state and of a branch; newest first, as GitHub lists them when nothing is asked. */
const listed = (load: () => Promise<Thing[]>) => async (args: Thing) => {
  const { states, headRefName } = args;
  const fits = (node: Thing) =>
    (!headRefName || node.headRefName === headRefName) &&
    (!Array.isArray(states) || states.includes(node.state));
  const nodes = (await load()).filter(fits).sort((one, other) => Number(other.number) - Number(one.number));
  return await connection(() => nodes)(args);
};

function readable(site: Site, who: Who, owner: string, name: string): Repository {
  try {
    return requireReadable(site, who, owner, name);
  } catch {
    throw missing(`a Repository with the name '${owner}/${name}'`);
  }
}

export function queries(site: Site, who: Who): Thing {
  return {
    viewer: () => ({ ...actorNode(site, who.login), login: who.login }),
    repository: (args: Thing) => repositoryRoot(site, who, args),
    node: async ({ id }: Thing) => await anyNode(site, who, asText(id)),
  };
}

/** `mayUse` refuses a token that may not write there. */
export function mutations(site: Site, who: Who, mayUse: (repository: Repository) => void): Thing {
  const change = (draft: boolean, name: string) => async (args: Thing) => {
    const { pullRequestId, clientMutationId = null } = asThing(args.input);
    const { repository, pull } = await pullById(site, who, asText(pullRequestId));
    mayUse(repository);
    requireRight(repository, pull, who, name);
    await setDraft(site, repository, pull, draft);
    const at = { site, repository };
    return { clientMutationId, pullRequest: pullNode(at, await pullOf(at, Number(pull.number), who)) };
  };
  return {
    markPullRequestReadyForReview: change(false, "MarkPullRequestReadyForReview"),
    convertPullRequestToDraft: change(true, "ConvertPullRequestToDraft"),
  };
}

function requireRight(repository: Repository, pull: Thing, who: Who, name: string): void {
  const isAuthor = asThing(pull.user).login === who.login;
  if (isAuthor || atLeast(roleOf(repository, who), "write")) return;
  throw new Refusal(403, `${who.login} does not have the correct permissions to execute \`${name}\``);
}

/** Stricter than GitHub is known to be: what is ready cannot be made ready, so that a client must look first. */
async function setDraft(site: Site, repository: Repository, pull: Thing, draft: boolean): Promise<void> {
  if (pull.state !== "open") throw new Refusal(422, "Pull request is closed");
  if (pull.draft === draft)
    throw new Refusal(422, draft ? "Pull request is already a draft" : "Pull request is not a draft");
  const target = `/repos/${fullName(repository)}/pulls/${String(pull.number)}`;
  const authorization = `Bearer ${emulatorToken(site.admin)}`;
  const answer = await site.emulator.ask(authorization, "PATCH", target, { draft });
  if (answer.status !== 200) throw new Error(`the emulator answered ${answer.status} to a change of draft`);
  touch({ site, repository }, itemKey(Number(pull.number)));
}
