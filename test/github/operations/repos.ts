import { type Answer, asText, asThing, invalid, notFound, Refusal, type Thing } from "../answer.ts";
import type { Commit } from "../bare.ts";
import { mendedOwner, mendedRepository } from "../mend.ts";
import { paged } from "../pages.ts";
import {
  addressOf,
  type Call,
  forward,
  fullName,
  mayWrite,
  read,
  requireRole,
  type Repository,
  roleOf,
} from "../site.ts";
import type { Handlers } from "./handlers.ts";

/** The whole of a repository, as `repos/get` shows it. */
async function whole(call: Call, repository: Repository): Promise<Thing> {
  const raw = await read({ site: call.site, repository }, "");
  const thing = mendedRepository(call.site, repository, call.who, raw);
  const { parent } = repository;
  const above = parent ? await whole({ ...call, repository: parent }, parent) : null;
  return {
    ...thing,
    network_count: 0,
    subscribers_count: 0,
    custom_properties: {},
    ...(above && { parent: above, source: above }),
  };
}

async function fork(call: Call): Promise<Answer> {
  const { site, repository, who } = call;
  if (who.permissions) throw new Refusal(403, "Resource not accessible by integration");
  const { name = repository.name, organization } = asThing(call.body);
  if (organization !== undefined)
    throw invalid("Repository", "organization", "only forks of people are modelled");
  const own = `${who.login}/${asText(name)}`;
  const there = site.repositories.get(own);
  if (there) return { status: 202, body: await whole(call, there) };
  await forward(call, "POST", "/forks", { name });
  const made = site.found({
    owner: who.login,
    name: asText(name),
    defaultBranch: repository.defaultBranch,
    private: repository.private,
    issues: false,
    parent: repository,
    roles: new Map([[who.login, "admin"]]),
  });
  await made.bare.seed(repository.bare.folder, repository.defaultBranch);
  return { status: 202, body: await whole(call, made) };
}

async function forks(call: Call): Promise<Answer> {
  const own = [...call.site.repositories.values()].filter(({ parent }) => parent === call.repository);
  const all = await Promise.all(own.map((one) => whole(call, one)));
  return paged(all, addressOf(call, "/forks"), call.query);
}

async function permission(call: Call): Promise<Answer> {
  const { site, repository, who, params } = call;
  if (!who.permissions && !mayWrite(call))
    throw new Refusal(403, "Must have push access to view collaborator permission.");
  const login = String(params.username);
  const answer = await site.emulator.ask(null, "GET", `/users/${encodeURIComponent(login)}`);
  if (answer.status !== 200) throw notFound();
  const role = roleOf(repository, { login, token: "", scopes: [], permissions: null });
  const { id, node_id: nodeId, type } = asThing(answer.body);
  const shown = {
    triage: "read",
    maintain: "write",
    none: "none",
    read: "read",
    write: "write",
    admin: "admin",
  }[role];
  const user = mendedOwner(site, { login, id, node_id: nodeId, type });
  return { status: 200, body: { permission: shown, role_name: role, user: { ...user, role_name: role } } };
}

const person = ({ name, email, date }: Commit["author"]): Thing => ({ name, email, date });

/** A commit, from the bare repository. */
async function commitOf(call: Call, sha: string): Promise<Thing> {
  const commit = await call.repository.bare.commit(sha);
  const own = addressOf(call, `/commits/${commit.sha}`);
  const page = `${call.site.url}/${fullName(call.repository)}/commit`;
  return {
    url: own,
    sha: commit.sha,
    node_id: Buffer.from(`Commit${commit.sha}`).toString("base64url"),
    html_url: `${page}/${commit.sha}`,
    comments_url: `${own}/comments`,
    commit: {
      url: addressOf(call, `/git/commits/${commit.sha}`),
      author: person(commit.author),
      committer: person(commit.committer),
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: addressOf(call, `/git/trees/${commit.tree}`) },
      verification: {
        verified: false,
        reason: "unsigned",
        payload: null,
        signature: null,
        verified_at: null,
      },
    },
    author: null,
    committer: null,
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: addressOf(call, `/commits/${parent}`),
      html_url: `${page}/${parent}`,
    })),
  };
}

async function branch(call: Call): Promise<Answer> {
  const name = String(call.params.branch);
  const sha = await call.repository.bare.branch(name);
  if (sha === null) throw new Refusal(404, "Branch not found");
  const own = addressOf(call, `/branches/${encodeURIComponent(name)}`);
  return {
    status: 200,
    body: {
      name,
      commit: await commitOf(call, sha),
      _links: { self: own, html: `${call.site.url}/${fullName(call.repository)}/tree/${name}` },
      protected: false,
      protection: {
        enabled: false,
        required_status_checks: { enforcement_level: "off", contexts: [], checks: [] },
      },
      protection_url: `${own}/protection`,
    },
  };
}

async function branches(call: Call): Promise<Answer> {
  const heads = [...(await call.repository.bare.refs("refs/heads/"))];
  const all = heads.map(([ref, sha]) => ({
    name: ref.slice("refs/heads/".length),
    commit: { sha, url: addressOf(call, `/commits/${sha}`) },
    protected: false,
  }));
  return paged(all, addressOf(call, "/branches"), call.query);
}

const reference = (call: Call, ref: string, sha: string): Thing => ({
  ref,
  node_id: Buffer.from(`Ref${ref}`).toString("base64url"),
  url: addressOf(call, `/git/${ref}`),
  object: { type: "commit", sha, url: addressOf(call, `/git/commits/${sha}`) },
});

async function createRef(call: Call): Promise<Answer> {
  requireRole(call, "write");
  const { ref, sha } = asThing(call.body);
  const name = asText(ref);
  if (!/^refs\/[^/]+\/./.test(name))
    throw new Refusal(422, "Reference name must start with 'refs' and have at least two slashes.");
  const { bare } = call.repository;
  if ((await bare.resolve(asText(sha))) === null) throw new Refusal(422, "Object does not exist");
  if ((await bare.refs(name)).has(name)) throw new Refusal(422, "Reference already exists");
  await bare.git("update-ref", name, asText(sha));
  return { status: 201, body: reference(call, name, asText(sha)) };
}

async function deleteRef(call: Call): Promise<Answer> {
  requireRole(call, "write");
  const name = `refs/${String(call.params.ref)}`;
  if (!(await call.repository.bare.refs(name)).has(name)) throw new Refusal(422, "Reference does not exist");
  await call.repository.bare.git("update-ref", "-d", name);
  return { status: 204 };
}

async function getRef(call: Call): Promise<Answer> {
  const name = `refs/${String(call.params.ref)}`;
  const sha = (await call.repository.bare.refs(name)).get(name);
  if (sha === undefined) throw notFound();
  return { status: 200, body: reference(call, name, sha) };
}

async function matchingRefs(call: Call): Promise<Answer> {
  const prefix = `refs/${String(call.params.ref)}`;
  const all = [...(await call.repository.bare.refs())].filter(([name]) => name.startsWith(prefix));
  return { status: 200, body: all.map(([name, sha]) => reference(call, name, sha)) };
}

export const repoHandlers: Handlers = {
  "repos/get": async (call) => ({ status: 200, body: await whole(call, call.repository) }),
  "repos/create-fork": fork,
  "repos/list-forks": forks,
  "repos/get-collaborator-permission-level": permission,
  "repos/get-branch": branch,
  "repos/list-branches": branches,
  "git/create-ref": createRef,
  "git/delete-ref": deleteRef,
  "git/get-ref": getRef,
  "git/list-matching-refs": matchingRefs,
};
