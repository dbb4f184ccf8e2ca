import { asText, asThing, type Thing } from "./answer.ts";
import { fullName, type Repository, roleOf, type Site, type Who } from "./site.ts";

const pages = new Set(["html_url", "diff_url", "patch_url", "clone_url", "svn_url", "avatar_url"]);

/** The emulator shows API and pages under one address, and times in milliseconds. GitHub does neither. */
export function mended(site: Pick<Site, "url" | "api">, value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((one) => mended(site, one, key));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, mended(site, inner, name)]),
    );
  return typeof value === "string" ? mendedText(site, value, key) : value;
}

function mendedText({ url, api }: Pick<Site, "url" | "api">, text: string, key: string): string {
  if (key.endsWith("_at")) return text.replace(/\.\d+Z$/, "Z");
  if (key === "ssh_url" || key === "git_url") return text.replace("/api/v3", "");
  if (key === "avatar_url" && text === "") return `${url}/avatars`;
  return pages.has(key) && text.startsWith(api) ? url + text.slice(api.length) : text;
}

/** A repository as one person sees it. */
export function mendedRepository(site: Site, repository: Repository, who: Who, raw: unknown): Thing {
  const thing = asThing(mended(site, raw));
  const rank = roleOf(repository, who);
  const may = (...roles: string[]) => roles.includes(rank);
  return {
    ...thing,
    owner: mendedOwner(site, asThing(thing.owner)),
    hooks_url: `${site.api}/repos/${fullName(repository)}/hooks`,
    default_branch: repository.defaultBranch,
    private: repository.private,
    visibility: repository.private ? "private" : "public",
    has_issues: repository.issues,
    fork: repository.parent !== null,
    permissions: {
      admin: may("admin"),
      maintain: may("admin", "maintain"),
      push: may("admin", "maintain", "write"),
      triage: may("admin", "maintain", "write", "triage"),
      pull: rank !== "none",
    },
  };
}

/** A user or an organization where GitHub shows a user. */
export function mendedOwner({ url, api }: Pick<Site, "url" | "api">, owner: Thing): Thing {
  const login = asText(owner.login);
  const of = `${api}/users/${encodeURIComponent(login)}`;
  return {
    ...owner,
    avatar_url: `${url}/avatars/${encodeURIComponent(login)}`,
    gravatar_id: "",
    url: of,
    html_url: `${url}/${login.endsWith("[bot]") ? `apps/${login.slice(0, -5)}` : login}`,
    followers_url: `${of}/followers`,
    following_url: `${of}/following{/other_user}`,
    gists_url: `${of}/gists{/gist_id}`,
    starred_url: `${of}/starred{/owner}{/repo}`,
    subscriptions_url: `${of}/subscriptions`,
    organizations_url: `${of}/orgs`,
    repos_url: `${of}/repos`,
    events_url: `${of}/events{/privacy}`,
    received_events_url: `${of}/received_events`,
    type: owner.type ?? "User",
    site_admin: false,
    user_view_type: "public",
  };
}
