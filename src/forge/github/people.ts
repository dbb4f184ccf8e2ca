import { ForgeClosed, ForgeUnavailable, type On, type Said } from "../forge.ts";
import { commentsOn } from "./conversations.ts";
import { Refused } from "./failure.ts";
import { readMarker, withLineFeeds } from "./marked.ts";
import { isOurs, type Place } from "./place.ts";

/** How long an answer about a person's rights is kept, in milliseconds. */
const rightsKeptMs = 3 * 60_000;

/** What people say, and what they may. */
export class People {
  private readonly place: Place;
  private readonly rights = new Map<string, { may: boolean; until: number }>();
  private isToldOfRights = false;

  constructor(place: Place) {
    this.place = place;
  }

  /** Also what our own account said without a marker: it may be a person's. */
  async said(on: On, after: string | null): Promise<Said[]> {
    const said: Said[] = [];
    for await (const comment of commentsOn(this.place, on)) {
      const isNewer = after === null || comment.id > Number(after);
      if (!isNewer || (readMarker(comment.body) && (await isOurs(this.place, comment.user)))) continue;
      said.push({
        id: String(comment.id),
        url: comment.html_url,
        by: comment.user?.login ?? "ghost",
        body: withLineFeeds(comment.body),
        edited: comment.updated_at !== comment.created_at,
      });
    }
    return said;
  }

  async mayWrite(person: string): Promise<boolean> {
    const now = this.place.now().getTime();
    const known = this.rights.get(person);
    if (known && known.until > now) return known.may;
    const may = await this.askRight(person);
    this.rights.set(person, { may, until: now + rightsKeptMs });
    return may;
  }

  private async askRight(username: string): Promise<boolean> {
    const { client, at } = this.place;
    try {
      const { permission, role_name: role } = await client.request(
        "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
        { ...at, username },
      );
      return ["admin", "write"].includes(permission) || ["admin", "maintain", "write"].includes(role);
    } catch (error) {
      if (!(error instanceof Refused) || ![403, 404].includes(error.status)) throw error;
      if (error.status === 403) this.tellOfRights(error);
      return false;
    }
  }

  private tellOfRights({ message, hint }: Refused): void {
    if (this.isToldOfRights) return;
    this.isToldOfRights = true;
    this.place.tell(
      `nobody is obeyed in comments, for GitHub does not say who may write: ${message}; ${hint}`,
    );
  }

  /** A reaction is a courtesy: where it fails, nothing is lost. */
  async acknowledge({ id }: Said, obeyed: boolean): Promise<void> {
    const { client, at } = this.place;
    try {
      await client.request("POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions", {
        ...at,
        comment_id: Number(id),
        content: obeyed ? "+1" : "confused",
      });
    } catch (error) {
      if (![Refused, ForgeClosed, ForgeUnavailable].some((kind) => error instanceof kind)) throw error;
    }
  }
}
