import { asText, asThing, asThings, notFound, type Thing } from "./answer.ts";
import { mended, mendedOwner, mendedRepository } from "./mend.ts";
import { type Call, fullName, read, readAll, type Repository, type Site, type Who } from "./site.ts";

type At = Pick<Call, "site" | "repository">;

/** Set when an issue, a pull request or a comment was made or changed. */
export function touch({ site, repository }: At, key: string, made = false): void {
  const now = site.clock.stamp();
  const before = repository.stamps.get(key);
  repository.stamps.set(key, { created: made || !before ? now : before.created, updated: now });
}

/** When a thing was closed, by our clock. */
export function noteState({ site, repository }: At, number: number, before: string, after: unknown): void {
  if (after === "closed" && before === "open") repository.closed.set(number, site.clock.stamp());
  if (after === "open") repository.closed.delete(number);
}

export const itemKey = (number: number): string => `item ${number}`;
export const commentKey = (id: number): string => `comment ${id}`;

function stamped({ repository }: At, key: string, thing: Thing): Thing {
  const stamps = repository.stamps.get(key);
  return stamps ? { ...thing, created_at: stamps.created, updated_at: stamps.updated } : thing;
}

function withAuthor(at: At, thing: Thing): Thing {
  const user = mendedOwner(at.site, asThing(thing.user));
  return { ...thing, user, author_association: associationOf(at.repository, asText(user.login)) };
}

function associationOf(repository: Repository, login: string): string {
  const role = repository.roles.get(login);
  if (role === "admin") return login === repository.owner ? "OWNER" : "MEMBER";
  return role && role !== "none" ? "COLLABORATOR" : "NONE";
}

/** What comes from keys that the issue and the pull request of one number share. */
function shared({ repository }: At, number: number, thing: Thing): Thing {
  const lock = repository.locks.get(number);
  const closed = thing.state === "closed" ? (repository.closed.get(number) ?? thing.closed_at) : null;
  return { ...thing, locked: lock !== undefined, active_lock_reason: lock ?? null, closed_at: closed };
}

async function countComments(at: At, number: number): Promise<number> {
  return (await readAll(at, `/issues/${number}/comments`)).length;
}

const peopleOf = (site: Site, thing: Thing): Thing => ({
  assignee: thing.assignee ? mendedOwner(site, asThing(thing.assignee)) : null,
  assignees: asThings(thing.assignees).map((one) => mendedOwner(site, one)),
});

function issue(at: At, raw: unknown): Thing {
  const thing = asThing(mended(at.site, raw));
  const number = Number(thing.number);
  const closer = thing.closed_by ? mendedOwner(at.site, asThing(thing.closed_by)) : null;
  const whole = { ...withAuthor(at, thing), ...peopleOf(at.site, thing), closed_by: closer };
  return stamped(at, itemKey(number), shared(at, number, whole));
}

/** A pull request where an issue is asked for. */
function asIssue(at: At, from: Thing): Thing {
  const { site, repository } = at;
  const own = `${site.api}/repos/${fullName(repository)}/issues/${Number(from.number)}`;
  const kept = [
    "id", "node_id", "number", "title", "user", "labels", "state", "locked", "active_lock_reason", "assignee",
    "assignees", "milestone", "created_at", "updated_at", "closed_at", "author_association", "body", "html_url", "draft",
  ]; // prettier-ignore
  return {
    ...Object.fromEntries(kept.map((name) => [name, from[name] ?? null])),
    url: own,
    repository_url: `${site.api}/repos/${fullName(repository)}`,
    labels_url: `${own}/labels{/name}`,
    comments_url: `${own}/comments`,
    events_url: `${own}/events`,
    timeline_url: `${own}/timeline`,
    comments: from.comments ?? 0,
    state_reason: null,
    closed_by: null,
    performed_via_github_app: null,
    pull_request: {
      url: from.url,
      html_url: from.html_url,
      diff_url: from.diff_url,
      patch_url: from.patch_url,
      merged_at: from.merged_at ?? null,
    },
  };
}

/** Reads as the description has it: a list shows less of each than one alone. */
async function pull(at: At, raw: unknown, who: Who, whole: boolean): Promise<Thing> {
  const thing = asThing(mended(at.site, raw));
  const number = Number(thing.number);
  const state = at.repository.pulls.get(number);
  if (!state) throw notFound();
  const { merge, head, base, headRepository } = state;
  const sideOf = (side: Thing, sha: string, repository: Repository): Thing => ({
    ...side,
    sha,
    user: mendedOwner(at.site, asThing(side.user)),
    repo: mendedRepository(at.site, repository, who, side.repo),
  });
  const labels = await readAll(at, `/issues/${number}/labels`);
  const own = String(thing.url);
  return stamped(at, itemKey(number), {
    ...shared(at, number, { ...withAuthor(at, thing), ...peopleOf(at.site, thing) }),
    head: sideOf(asThing(thing.head), head, headRepository),
    base: sideOf(asThing(thing.base), base, at.repository),
    merge_commit_sha: merge,
    labels: asThings(mended(at.site, labels)),
    statuses_url: `${at.site.api}/repos/${fullName(at.repository)}/statuses/${head}`,
    _links: linksOf(thing, own),
    ...(whole
      ? {
          maintainer_can_modify: false,
          comments: await countComments(at, number),
          ...ofPeople(at.site, thing),
        }
      : {}),
  });
}

const ofPeople = (site: Site, thing: Thing): Thing => ({
  merged_by: thing.merged_by ? mendedOwner(site, asThing(thing.merged_by)) : null,
  rebaseable: null,
});

function linksOf(thing: Thing, own: string): Thing {
  const issueUrl = String(thing.issue_url);
  const links = {
    self: own,
    html: thing.html_url,
    issue: issueUrl,
    comments: `${issueUrl}/comments`,
    review_comments: `${own}/comments`,
    review_comment: thing.review_comment_url,
    commits: `${own}/commits`,
    statuses: thing.statuses_url,
  };
  return Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }]));
}

export async function pullOf(at: At, number: number, who: Who): Promise<Thing> {
  return await pull(at, await read(at, `/pulls/${number}`), who, true);
}

export async function allPulls(at: At, who: Who): Promise<Thing[]> {
  const raw = await readAll(at, "/pulls?state=all");
  const known = raw.filter(({ number }) => at.repository.pulls.has(Number(number))); // one may be in the making
  return await Promise.all(known.map((one) => pull(at, one, who, false)));
}

/** The issue or pull request of this number, as an issue. */
export async function itemOf(at: At, number: number, who: Who): Promise<Thing> {
  if (at.repository.pulls.has(number)) return asIssue(at, await pullOf(at, number, who));
  const found = issue(at, await read(at, `/issues/${number}`));
  return found;
}

export async function allItems(at: At, who: Who): Promise<Thing[]> {
  const issues = (await readAll(at, "/issues?state=all")).map((one) => issue(at, one));
  const pulls = (await allPulls(at, who)).map((one) => asIssue(at, one));
  return [...issues, ...pulls];
}

export function comment(at: At, raw: unknown): Thing {
  const thing = asThing(mended(at.site, raw));
  const id = Number(thing.id);
  const reactions = rollup(asThing(thing.reactions), at.repository.reactions.get(id) ?? []);
  const isOnPull = at.repository.pulls.has(numberOf(thing));
  const page = isOnPull ? String(thing.html_url).replace("/issues/", "/pull/") : thing.html_url;
  return stamped(at, commentKey(id), { ...withAuthor(at, thing), reactions, html_url: page });
}

function rollup(reactions: Thing, given: Thing[]): Thing {
  const counts: Record<string, number> = {};
  for (const { content } of given) counts[String(content)] = (counts[String(content)] ?? 0) + 1;
  return { ...reactions, ...counts, total_count: given.length };
}

export async function commentOf(at: At, id: number): Promise<Thing> {
  return comment(at, await read(at, `/issues/comments/${id}`));
}

export async function commentsOf(at: At, number: number): Promise<Thing[]> {
  return (await readAll(at, `/issues/${number}/comments`)).map((one) => comment(at, one));
}

export const numberOf = (said: Thing): number => Number(String(said.issue_url).split("/").at(-1));
