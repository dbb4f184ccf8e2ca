import { appendFile, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../../core/error.ts";
import type {
  Comment,
  Forge,
  ForgeCapabilities,
  ForgeCheck,
  ForgeItem,
  Marked,
  On,
  PullRequest,
  Said,
  Standing,
} from "../forge.ts";
import { numbersIn, readJson, writeJson, writeWhole } from "./files.ts";
import { type CommentRecord, type ItemRecord, page } from "./records.ts";

export interface LocalForgeParts {
  /** The forge's own folder, one for each repository. */
  directory: string;
  /** The user's repository, where branches are pushed to. */
  repository: string;
  now(): Date;
}

/** A forge of files: `items/N/page.md` is what a person reads, the JSON beside it what programs read. */
export function openLocalForge(parts: LocalForgeParts): Forge {
  return new LocalForge(parts);
}

class LocalForge implements Forge {
  readonly name = "local";
  readonly capabilities: ForgeCapabilities = {
    draft: true,
    requestNeedsCommit: false,
    edit: true,
    checks: false,
    labels: true,
    people: false,
    maxBody: null,
    gatherMs: 200,
  };
  readonly calls = null;
  readonly remote: string;
  private readonly parts: LocalForgeParts;
  private last: Promise<unknown> = Promise.resolve();

  constructor(parts: LocalForgeParts) {
    this.parts = parts;
    this.remote = parts.repository;
  }

  ensureIssue({ marker, title, body }: Marked & { title: string }): Promise<ForgeItem> {
    return this.alone(async () =>
      this.itemOf(await this.ensureItem({ kind: "issue", marker, title, body, request: null })),
    );
  }

  ensurePullRequest(wanted: Parameters<Forge["ensurePullRequest"]>[0]): Promise<PullRequest> {
    const { marker, title, body, head, base, issue } = wanted;
    const request = { head, base, issue, draft: true };
    return this.alone(async () =>
      this.requestOf(await this.ensureItem({ kind: "pull-request", marker, title, body, request })),
    );
  }

  ensureComment(on: On, comment: Marked): Promise<Comment> {
    return this.alone(async () => {
      await this.record(on.issue);
      const records = await this.commentRecords(on.issue);
      const known = records.find(({ marker }) => marker === comment.marker);
      return known ? this.editRecord(on, known, comment) : this.makeRecord(on, comment);
    });
  }

  editComment(on: On, id: string, comment: Marked): Promise<Comment | null> {
    return this.alone(async () => {
      await this.record(on.issue);
      const records = await this.commentRecords(on.issue);
      const known = records.find(({ number }) => `${on.issue}-${number}` === id);
      return known ? this.editRecord(on, known, comment) : null;
    });
  }

  private async makeRecord(on: On, { marker, facts, body }: Marked): Promise<Comment> {
    const at = this.parts.now().toISOString();
    const number = await this.nextComment(on.issue);
    return this.keep(on, { number, marker, facts, body, createdAt: at, editedAt: at, edits: 0 });
  }

  private async editRecord(on: On, known: CommentRecord, { facts, body }: Marked): Promise<Comment> {
    if (known.body === body) {
      if ((known.facts ?? "") !== (facts ?? "")) return this.keep(on, { ...known, facts });
      await this.writePage(on.issue);
      return this.commentOf(on.issue, known);
    }
    await this.keepOld(on.issue, known);
    const editedAt = this.parts.now().toISOString();
    return this.keep(on, { ...known, facts, body, editedAt, edits: known.edits + 1 });
  }

  private async keep(on: On, comment: CommentRecord): Promise<Comment> {
    await writeJson(this.commentFile(on.issue, comment.number), comment);
    await this.learn(on.issue, comment);
    await this.writePage(on.issue);
    return this.commentOf(on.issue, comment);
  }

  async comments(on: On): Promise<Comment[]> {
    await this.record(on.issue);
    return (await this.commentRecords(on.issue)).map((comment) => this.commentOf(on.issue, comment));
  }

  async pullRequest(number: number): Promise<PullRequest> {
    return this.requestOf(await this.record(number));
  }

  editPullRequest(number: number, body: string): Promise<void> {
    return this.alone(() => this.edit(number, (item) => ({ ...item, body })));
  }

  markReady(number: number): Promise<void> {
    return this.alone(() =>
      this.edit(number, (item) => ({ ...item, request: item.request && { ...item.request, draft: false } })),
    );
  }

  ensureLabel(on: On, family: string, label: string): Promise<void> {
    return this.alone(async () => {
      const item = await this.record(on.issue);
      const labels = [...(item.labels ?? []).filter((other) => !other.startsWith(family)), label];
      if (JSON.stringify(labels) !== JSON.stringify(item.labels))
        await writeJson(this.itemFile(on.issue), { ...item, labels });
      await this.writePage(on.issue);
    });
  }

  async standing(on: On): Promise<Standing> {
    const { title, body, state } = await this.record(on.issue);
    return { title, body, state, locked: false, merged: false };
  }

  /** Files are read with an editor: nobody says anything here. */
  said(): Promise<Said[]> {
    return Promise.resolve([]);
  }

  mayWrite(): Promise<boolean> {
    return Promise.resolve(false);
  }

  acknowledge(): Promise<void> {
    return Promise.resolve();
  }

  checksOn(): Promise<ForgeCheck[]> {
    return Promise.resolve([]);
  }

  authorization(): Promise<string | null> {
    return Promise.resolve(null);
  }

  /** One write at a time: two that look for the same marker at once must not both make it. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }

  private async ensureItem(
    wanted: Pick<ItemRecord, "kind" | "marker" | "title" | "body" | "request">,
  ): Promise<ItemRecord> {
    const known = (await this.items()).find(
      ({ kind, marker }) => kind === wanted.kind && marker === wanted.marker,
    );
    if (known) {
      await this.writePage(known.number);
      return known;
    }
    const at = this.parts.now().toISOString();
    const number = await this.takeNumber();
    const item: ItemRecord = { ...wanted, number, state: "open", createdAt: at, editedAt: at };
    await writeJson(this.itemFile(number), item);
    await this.writePage(number);
    return item;
  }

  private async edit(number: number, change: (item: ItemRecord) => ItemRecord): Promise<void> {
    const item = await this.record(number);
    this.requestOf(item);
    const changed = change(item);
    if (JSON.stringify(changed) !== JSON.stringify(item))
      await writeJson(this.itemFile(number), { ...changed, editedAt: this.parts.now().toISOString() });
    await this.writePage(number);
  }

  /** Issues and pull requests share their numbers; a folder that can be made is a number that was free. */
  private async takeNumber(): Promise<number> {
    await mkdir(this.itemsFolder, { recursive: true });
    for (let number = ((await numbersIn(this.itemsFolder)).at(-1) ?? 0) + 1; ; number++) {
      const isFree = await mkdir(path.dirname(this.itemFile(number))).then(
        () => true,
        () => false,
      );
      if (isFree) return number;
    }
  }

  private async items(): Promise<ItemRecord[]> {
    const numbers = await numbersIn(this.itemsFolder);
    const records = await Promise.all(numbers.map((number) => readJson<ItemRecord>(this.itemFile(number))));
    return records.filter((record) => record !== null);
  }

  private async record(number: number): Promise<ItemRecord> {
    const item = await readJson<ItemRecord>(this.itemFile(number));
    if (item) return item;
    throw new UserError(
      "NOT_ON_FORGE",
      `the local forge has no #${number}`,
      `its folder is ${this.parts.directory}`,
    );
  }

  private readonly conversations = new Map<number, Promise<CommentRecord[]>>();

  /** Read once: a run's issue and pull request are written by its owner alone. */
  private commentRecords(on: number): Promise<CommentRecord[]> {
    const known = this.conversations.get(on);
    if (known) return known;
    const read = this.readComments(on);
    this.conversations.set(on, read);
    read.catch(() => this.conversations.delete(on));
    return read;
  }

  private async learn(on: number, comment: CommentRecord): Promise<void> {
    const known = await this.commentRecords(on);
    const at = known.findIndex(({ number }) => number === comment.number);
    known.splice(at === -1 ? known.length : at, 1, comment);
  }

  private async readComments(on: number): Promise<CommentRecord[]> {
    const numbers = await numbersIn(this.commentsFolder(on));
    const records = await Promise.all(
      numbers.map((number) => readJson<CommentRecord>(this.commentFile(on, number))),
    );
    return records.filter((record) => record !== null);
  }

  private async nextComment(on: number): Promise<number> {
    return ((await numbersIn(this.commentsFolder(on))).at(-1) ?? 0) + 1;
  }

  /** What a comment said before it was edited is kept beside it. */
  private async keepOld(on: number, { number, body, editedAt }: CommentRecord): Promise<void> {
    await appendFile(
      this.commentFile(on, number).replace(/json$/, "history.jsonl"),
      `${JSON.stringify({ until: editedAt, body })}\n`,
    );
  }

  /** Also for what has not changed: an engine may have died between the record and its page. */
  private async writePage(number: number): Promise<void> {
    const text = page(await this.record(number), await this.commentRecords(number));
    const written = await readFile(this.pageFile(number), "utf8").catch(() => null);
    if (written !== text) await writeWhole(this.pageFile(number), text);
  }

  private itemOf({ number }: ItemRecord): ForgeItem {
    return { number, url: pathToFileURL(this.pageFile(number)).href };
  }

  private requestOf(item: ItemRecord): PullRequest {
    const { request, title, body, state } = item;
    if (!request)
      throw new UserError(
        "NOT_A_PULL_REQUEST",
        `#${item.number} is an issue`,
        `its folder is ${this.parts.directory}`,
      );
    return {
      ...this.itemOf(item),
      title,
      body,
      head: request.head,
      base: request.base,
      draft: request.draft,
      state,
    };
  }

  private commentOf(on: number, { number, marker, facts = "", body }: CommentRecord): Comment {
    const url = `${pathToFileURL(this.pageFile(on)).href}#comment-${number}`;
    return { id: `${on}-${number}`, url, marker, facts, body };
  }

  private get itemsFolder(): string {
    return path.join(this.parts.directory, "items");
  }

  private readonly itemFile = (number: number): string =>
    path.join(this.itemsFolder, String(number), "item.json");

  private readonly pageFile = (number: number): string =>
    path.join(this.itemsFolder, String(number), "page.md");

  private readonly commentsFolder = (on: number): string =>
    path.join(this.itemsFolder, String(on), "comments");

  private readonly commentFile = (on: number, number: number): string =>
    path.join(this.commentsFolder(on), `${String(number).padStart(4, "0")}.json`);
}
