import { UserError } from "../../core/error.ts";
import { ForgeClosed, type ForgeItem, type Marked, type On, type Standing } from "../forge.ts";
import { readMarker, withLineFeeds, withMarker } from "./marked.ts";
import { isOurs, type Place, untilKnown } from "./place.ts";
import type { ReplyOf } from "./route.ts";

export type ApiIssue = ReplyOf<"GET /repos/{owner}/{repo}/issues/{issue_number}">;

/** The issue that a person named. Throws UserError for a pull request, and ForgeClosed when it is somewhere else now. */
export async function givenIssue(place: Place, number: number): Promise<ForgeItem> {
  const issue = await issueOf(place, { issue: number });
  if (issue.pull_request)
    throw new UserError(
      "PULL_REQUEST",
      `#${number} is a pull request, and a run begins from an issue`,
      "name the issue that it is about",
    );
  return itemOf(issue);
}

/** The issue that carries the marker, made when there is none. */
export function ensureIssue(place: Place, wanted: Marked & { title: string }): Promise<ForgeItem> {
  return untilKnown(place, async () => {
    const there = await findIssue(place, wanted.marker);
    if (there) return there;
    const { title } = wanted;
    const made = await place.client.request("POST /repos/{owner}/{repo}/issues", {
      ...place.at,
      title,
      body: withMarker(wanted),
    });
    return itemOf(made);
  });
}

/** How many of the newest issues are looked through: a run's own is not older. */
const mostLookedAt = 300;

/** The oldest that carries it. */
async function findIssue(place: Place, marker: string): Promise<ForgeItem | null> {
  const list = place.client.items("GET /repos/{owner}/{repo}/issues", {
    ...place.at,
    state: "all",
    sort: "created",
    direction: "desc",
  });
  let found: ForgeItem | null = null;
  let seen = 0;
  for await (const issue of list) {
    const isMarked = !issue.pull_request && readMarker(issue.body)?.marker === marker;
    if (isMarked && (await isOurs(place, issue.user))) found = itemOf(issue);
    if (++seen === mostLookedAt) break;
  }
  return found;
}

/** Of an issue or of a pull request. */
export async function standingOf(place: Place, on: On): Promise<Standing> {
  const issue = await issueOf(place, on);
  const own = (await isOurs(place, issue.user)) ? readMarker(issue.body) : null;
  return {
    title: issue.title.trim(),
    body: own?.body ?? withLineFeeds(issue.body),
    state: issue.state === "open" ? "open" : "closed",
    locked: issue.locked,
    merged: Boolean(issue.pull_request?.merged_at),
  };
}

async function issueOf({ client, at }: Place, on: On): Promise<ApiIssue> {
  const issue = await client.request("GET /repos/{owner}/{repo}/issues/{issue_number}", {
    ...at,
    issue_number: on.issue,
  });
  if (issue.number === on.issue) return issue;
  throw new ForgeClosed(`issue #${on.issue} was moved to ${issue.html_url}`);
}

const itemOf = ({ number, html_url: url }: Pick<ApiIssue, "number" | "html_url">): ForgeItem => ({
  number,
  url,
});
