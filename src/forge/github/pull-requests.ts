import { UserError } from "../../core/error.ts";
import { ForgeClosed, type Marked, type PullRequest } from "../forge.ts";
import { Refused } from "./failure.ts";
import { markReadyForReview } from "./graphql.ts";
import { readMarker, withLineFeeds, withMarker } from "./marked.ts";
import { isOurs, type Place, untilKnown } from "./place.ts";
import type { ItemOf, ReplyOf } from "./route.ts";

export type Wanted = Marked & { title: string; head: string; base: string };

type ApiPull = ReplyOf<"GET /repos/{owner}/{repo}/pulls/{pull_number}">;
type ListedPull = ItemOf<"GET /repos/{owner}/{repo}/pulls">;

/** Pull requests from one repository, ours or a fork, into another. */
export class PullRequests {
  private readonly place: Place;
  private readonly push: { owner: string; repo: string };
  /** The hidden first lines of those that we made, should a person remove one. */
  private readonly hidden = new Map<number, Omit<Marked, "body">>();

  constructor(place: Place, push: { owner: string; repo: string }) {
    this.place = place;
    this.push = push;
  }

  /** Throws ForgeClosed when it was made and is closed now. */
  async ensure(wanted: Wanted): Promise<PullRequest> {
    const made = await untilKnown(this.place, async () => {
      return (await this.find(wanted)) ?? (await this.create(wanted));
    });
    if (made.state === "closed")
      throw new ForgeClosed(`pull request #${made.number} was closed: ${made.url}`);
    const { marker, facts } = wanted;
    this.hidden.set(made.number, { marker, facts });
    return made;
  }

  async get(number: number): Promise<PullRequest> {
    return pullOf(await this.read(number));
  }

  /** Throws UserError for a number that is no pull request. */
  async edit(number: number, body: string): Promise<void> {
    const there = await this.read(number);
    const posted = (await isOurs(this.place, there.user)) ? readMarker(there.body) : null;
    const hidden = posted ?? this.hidden.get(number);
    const text = hidden ? withMarker({ marker: hidden.marker, facts: hidden.facts, body }) : body;
    if (withLineFeeds(there.body).trimEnd() === withLineFeeds(text).trimEnd()) return;
    await untilKnown(this.place, () =>
      this.place.client.request("PATCH /repos/{owner}/{repo}/pulls/{pull_number}", {
        ...this.place.at,
        pull_number: number,
        body: text,
      }),
    );
  }

  markReady(number: number): Promise<void> {
    return untilKnown(this.place, async () => {
      const there = await this.read(number);
      if (there.state === "closed")
        throw new ForgeClosed(`pull request #${number} was closed: ${there.html_url}`);
      if (there.draft) await markReadyForReview(this.place.client, there.node_id);
    });
  }

  private read(number: number): Promise<ApiPull> {
    return this.place.client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
      ...this.place.at,
      pull_number: number,
    });
  }

  /** The open one that carries the marker; else the oldest. */
  private async find({ marker, head, base }: Wanted): Promise<PullRequest | null> {
    const list = this.place.client.items("GET /repos/{owner}/{repo}/pulls", {
      ...this.place.at,
      state: "all",
      head: `${this.push.owner}:${head}`,
      base,
      sort: "created",
      direction: "asc",
    });
    const found: PullRequest[] = [];
    for await (const pull of list)
      if (readMarker(pull.body)?.marker === marker && (await isOurs(this.place, pull.user)))
        found.push(pullOf(pull));
    return found.find(({ state }) => state === "open") ?? found[0] ?? null;
  }

  private async create(wanted: Wanted): Promise<PullRequest> {
    try {
      return await this.post(wanted, true);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 422) throw error;
      if (/draft/i.test(error.message)) return this.post(wanted, false); // not in every plan of GitHub
      if (error.code !== "ALREADY_EXISTS") throw error;
      return (await this.find(wanted)) ?? this.refuseForeign(wanted, error);
    }
  }

  private refuseForeign({ head, base }: Wanted, cause: Refused): never {
    throw new UserError(
      "PULL_REQUEST_EXISTS",
      `somebody else has opened a pull request from ${head} into ${base}`,
      "close it, or run with another branch",
      { cause },
    );
  }

  private async post(wanted: Wanted, draft: boolean): Promise<PullRequest> {
    const { title, base } = wanted;
    const made = await this.place.client.request("POST /repos/{owner}/{repo}/pulls", {
      ...this.place.at,
      title,
      base,
      ...this.headOf(wanted.head),
      body: withMarker(wanted),
      draft,
    });
    return pullOf(made);
  }

  /** A fork's branch is named with its owner; a fork of the same owner with its name as well. */
  private headOf(branch: string): { head: string; head_repo?: string } {
    const { owner, repo } = this.place.at;
    const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
    if (!isSame(this.push.owner, owner)) return { head: `${this.push.owner}:${branch}` };
    return isSame(this.push.repo, repo) ? { head: branch } : { head: branch, head_repo: this.push.repo };
  }
}

const pullOf = (pull: ApiPull | ListedPull): PullRequest => ({
  number: pull.number,
  url: pull.html_url,
  title: pull.title,
  body: readMarker(pull.body)?.body ?? withLineFeeds(pull.body),
  head: pull.head.ref,
  base: pull.base.ref,
  draft: pull.draft ?? false,
  state: pull.state === "open" ? "open" : "closed",
});
