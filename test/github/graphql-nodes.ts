import { asText, asThing, asThings, type Thing } from "./answer.ts";
import { commentsOf } from "./items.ts";
import { type Call, fullName, mayWrite, type Site, type Who } from "./site.ts";

type At = Pick<Call, "site" | "repository">;

/** A connection of GraphQL with all its nodes; `last` and `first` cut it. */
export const connection =
  (load: () => Thing[] | Promise<Thing[]>) =>
  async ({ first, last }: Thing): Promise<Thing> => {
    const all = await load();
    const nodes =
      typeof last === "number"
        ? all.slice(-last)
        : all.slice(0, typeof first === "number" ? first : undefined);
    const pageInfo = { hasNextPage: false, hasPreviousPage: false, endCursor: null, startCursor: null };
    return {
      nodes,
      edges: nodes.map((node) => ({ node, cursor: asText(node.id) })),
      totalCount: all.length,
      pageInfo,
    };
  };

const none = connection(() => []);

export function actorNode({ url }: Pick<Site, "url">, login: string): Thing {
  const isBot = login.endsWith("[bot]");
  const shown = isBot ? login.slice(0, -"[bot]".length) : login; // GraphQL shows a bot without its suffix
  return {
    __typename: isBot ? "Bot" : "User",
    id: Buffer.from(`Actor${login}`).toString("base64url"),
    login: shown,
    name: null,
    url: `${url}/${shown}`,
    resourcePath: `/${shown}`,
    avatarUrl: `${url}/avatars/${shown}`,
  };
}

export function repositoryNode(at: At, who: Who): Thing {
  const { site, repository } = at;
  const rank = mayWrite({ ...at, who } as Call) ? "WRITE" : "READ";
  return {
    __typename: "Repository",
    id: Buffer.from(`Repository${fullName(repository)}`).toString("base64url"),
    name: repository.name,
    nameWithOwner: fullName(repository),
    owner: actorNode(site, repository.owner),
    url: `${site.url}/${fullName(repository)}`,
    hasIssuesEnabled: repository.issues,
    hasWikiEnabled: false,
    isPrivate: repository.private,
    isFork: repository.parent !== null,
    isArchived: false,
    viewerPermission: repository.roles.get(who.login) === "admin" ? "ADMIN" : rank,
    defaultBranchRef: { name: repository.defaultBranch },
  };
}

const contents: Record<string, string> = {
  "+1": "THUMBS_UP", "-1": "THUMBS_DOWN", laugh: "LAUGH", hooray: "HOORAY", confused: "CONFUSED", heart: "HEART",
  rocket: "ROCKET", eyes: "EYES",
}; // prettier-ignore

const reactionGroups = (reactions: Thing): Thing[] =>
  Object.entries(contents).map(([name, content]) => ({
    content,
    users: { totalCount: Number(reactions[name] ?? 0) },
    reactors: { totalCount: Number(reactions[name] ?? 0) },
  }));

function commentNode({ site, repository }: At, comment: Thing): Thing {
  const editor = repository.editors.get(Number(comment.id));
  return {
    __typename: "IssueComment",
    id: comment.node_id,
    databaseId: comment.id,
    author: actorNode(site, asText(asThing(comment.user).login)),
    authorAssociation: comment.author_association,
    body: comment.body,
    url: comment.html_url,
    createdAt: comment.created_at,
    updatedAt: comment.updated_at,
    includesCreatedEdit: editor !== undefined,
    lastEditedAt: editor === undefined ? null : comment.updated_at,
    editor: editor === undefined ? null : actorNode(site, editor),
    isMinimized: false,
    minimizedReason: null,
    reactionGroups: reactionGroups(asThing(comment.reactions)),
    viewerDidAuthor: false,
  };
}

/** What an issue and a pull request have in common. */
function itemNode(at: At, item: Thing): Thing {
  const { site } = at;
  const people = asThings(item.assignees).map(({ login }) => actorNode(site, asText(login)));
  const labels = asThings(item.labels).map(({ name, color, node_id: id, description }) => ({
    id,
    name,
    color,
    description,
  }));
  return {
    id: item.node_id,
    databaseId: item.id,
    number: item.number,
    title: item.title,
    body: item.body ?? "",
    url: item.html_url,
    closed: item.state === "closed",
    closedAt: item.closed_at,
    createdAt: item.created_at,
    updatedAt: item.updated_at,
    locked: item.locked,
    author: actorNode(site, asText(asThing(item.user).login)),
    authorAssociation: item.author_association,
    assignees: connection(() => people),
    labels: connection(() => labels),
    milestone: null,
    projectCards: none,
    projectItems: none,
    comments: connection(async () =>
      (await commentsOf(at, Number(item.number))).map((one) => commentNode(at, one)),
    ),
    reactionGroups: reactionGroups(asThing(item.reactions)),
  };
}

export const issueNode = (at: At, issue: Thing): Thing => ({
  ...itemNode(at, issue),
  __typename: "Issue",
  state: asText(issue.state).toUpperCase(),
  stateReason: issue.state_reason ? asText(issue.state_reason).toUpperCase() : null,
});

export function pullNode(at: At, pull: Thing): Thing {
  const merged = pull.merged_at !== null && pull.merged_at !== undefined;
  const head = asThing(pull.head);
  const headRepository = asThing(head.repo);
  return {
    ...itemNode(at, pull),
    __typename: "PullRequest",
    state: merged ? "MERGED" : asText(pull.state).toUpperCase(),
    isDraft: pull.draft,
    merged,
    mergedAt: pull.merged_at ?? null,
    mergeable: "MERGEABLE",
    mergeStateStatus: pull.draft ? "DRAFT" : "CLEAN",
    maintainerCanModify: false,
    additions: Number(pull.additions ?? 0),
    deletions: Number(pull.deletions ?? 0),
    changedFiles: Number(pull.changed_files ?? 0),
    baseRefName: asThing(pull.base).ref,
    headRefName: head.ref,
    headRefOid: head.sha,
    isCrossRepository: headRepository.full_name !== fullName(at.repository),
    headRepository: { id: headRepository.node_id, name: headRepository.name },
    headRepositoryOwner: actorNode(at.site, asText(asThing(headRepository.owner).login)),
    reviewRequests: none,
    reviews: none,
    latestReviews: none,
    reviewDecision: null,
    files: none,
    commits: connection(() => [{ commit: { oid: head.sha, statusCheckRollup: null } }]),
    statusCheckRollup: null,
    closingIssuesReferences: none,
  };
}
