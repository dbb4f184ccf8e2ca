import { type Comment, ForgeClosed, type Marked, type On } from "../forge.ts";
import type { ItemOf } from "./route.ts";
import { Refused } from "./failure.ts";
import { readMarker, saysTheSame, withMarker } from "./marked.ts";
import { isOurs, type Place, untilKnown } from "./place.ts";
import { Turns } from "./turns.ts";

export type ApiComment = ItemOf<"GET /repos/{owner}/{repo}/issues/{issue_number}/comments">;

/** Our own comments, each made once. What is on an issue is read once; then this process is who changes it. */
export class Conversations {
  private readonly place: Place;
  private readonly known = new Map<number, Promise<Comment[]>>();
  private readonly turns = new Map<number, Turns>();

  constructor(place: Place) {
    this.place = place;
  }

  ensure(on: On, wanted: Marked): Promise<Comment> {
    return this.alone(on, async () => {
      const there = await this.find(on, wanted.marker);
      const edited = there && (await this.edit(on, there, wanted));
      if (edited) return edited;
      if (there) this.known.delete(on.issue); // somebody has deleted it
      return this.make(on, wanted, there !== null);
    });
  }

  /** Null when there is none of this id any more. */
  change(on: On, id: string, wanted: Marked): Promise<Comment | null> {
    return this.alone(on, async () => {
      const there = (await this.read(on)).find((comment) => comment.id === id);
      const edited = there ? await this.edit(on, there, wanted) : null;
      if (there && !edited) this.known.delete(on.issue);
      return edited;
    });
  }

  /** As they are now, also when people have changed them. */
  all(on: On): Promise<Comment[]> {
    return this.alone(on, async () => {
      this.known.delete(on.issue);
      return [...(await this.read(on))];
    });
  }

  private alone<T>(on: On, work: () => Promise<T>): Promise<T> {
    const turns = this.turns.get(on.issue) ?? new Turns();
    this.turns.set(on.issue, turns);
    return turns.alone(work);
  }

  private make(on: On, wanted: Marked, mayBeThere: boolean): Promise<Comment> {
    return untilKnown(this.place, async (isAgain) => {
      if (isAgain) this.known.delete(on.issue);
      const there = isAgain || mayBeThere ? await this.find(on, wanted.marker) : null;
      return (there && (await this.edit(on, there, wanted))) ?? (await this.post(on, wanted));
    });
  }

  private async post(on: On, wanted: Marked): Promise<Comment> {
    const { client, at } = this.place;
    const body = withMarker(wanted);
    const made = await client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
      ...at,
      issue_number: on.issue,
      body,
    });
    return this.learn(on, {
      ...commentOf(made),
      marker: wanted.marker,
      facts: wanted.facts ?? "",
      body: wanted.body,
    });
  }

  /** Null when it has been deleted. */
  private async edit(on: On, there: Comment, wanted: Marked): Promise<Comment | null> {
    if (saysTheSame(there, wanted)) return there;
    const { client, at } = this.place;
    const edited = { ...there, marker: wanted.marker, facts: wanted.facts ?? "", body: wanted.body };
    try {
      await untilKnown(this.place, () =>
        client.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
          ...at,
          comment_id: Number(there.id),
          body: withMarker(wanted),
        }),
      );
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
    return this.learn(on, edited);
  }

  private async find(on: On, marker: string): Promise<Comment | null> {
    return (await this.read(on)).find((comment) => comment.marker === marker) ?? null;
  }

  private read(on: On): Promise<Comment[]> {
    const known = this.known.get(on.issue);
    if (known) return known;
    const read = this.list(on);
    this.known.set(on.issue, read);
    read.catch(() => this.known.delete(on.issue));
    return read;
  }

  private async list(on: On): Promise<Comment[]> {
    const found: Comment[] = [];
    for await (const comment of commentsOn(this.place, on)) {
      const posted = readMarker(comment.body);
      if (posted && (await isOurs(this.place, comment.user)))
        found.push({ ...commentOf(comment), ...posted });
    }
    return found;
  }

  private async learn(on: On, comment: Comment): Promise<Comment> {
    const known = await this.read(on);
    const index = known.findIndex(({ id }) => id === comment.id);
    known.splice(index === -1 ? known.length : index, 1, comment);
    return comment;
  }
}

/** All that is said there, oldest first. */
export const commentsOn = ({ client, at }: Place, on: On): AsyncGenerator<ApiComment> =>
  client.items("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", { ...at, issue_number: on.issue });

const commentOf = ({ id, html_url: url }: ApiComment): Pick<Comment, "id" | "url"> => ({
  id: String(id),
  url,
});

const isGone = (error: unknown): boolean =>
  error instanceof ForgeClosed ? false : error instanceof Refused && error.status === 404;
