import type { ForgeChoice } from "../../core/definition.ts";
import {
  type Comment,
  type Forge,
  type ForgeCalls,
  type ForgeCapabilities,
  type ForgeCheck,
  type ForgeItem,
  ForgeUnavailable,
  type Marked,
  type On,
  type PullRequest,
  type Said,
  type Standing,
} from "../forge.ts";
import { pageOf } from "./address.ts";
import { checksOn } from "./checks.ts";
import { type ClientParts, openClient } from "./client.ts";
import { Conversations } from "./conversations.ts";
import type { Credentials } from "./credentials.ts";
import { viewerLogin } from "./graphql.ts";
import { ensureIssue, givenIssue, standingOf } from "./issues.ts";
import { Labels } from "./labels.ts";
import { People } from "./people.ts";
import type { Place } from "./place.ts";
import { PullRequests } from "./pull-requests.ts";
import { Turns } from "./turns.ts";

export interface GitHubForgeParts extends Omit<ClientParts, "host" | "credentials"> {
  choice: ForgeChoice;
  credentials: Credentials;
}

/** GitHub, with what it cost to ask. */
export interface GitHubForge extends Forge {
  readonly calls: Readonly<ForgeCalls>;
}

/** A repository on a GitHub. Throws UserError for a host that is none. */
export const openGitHubForge = (parts: GitHubForgeParts): GitHubForge => new RepositoryForge(parts);

class RepositoryForge implements GitHubForge {
  readonly name = "github";
  readonly capabilities: ForgeCapabilities = {
    draft: true,
    requestNeedsCommit: true,
    edit: true,
    checks: true,
    labels: true,
    people: true,
    maxBody: 65_000, // GitHub's 65,536 without the hidden line
    gatherMs: 5_000,
  };
  readonly remote: string;
  private readonly parts: GitHubForgeParts;
  private readonly place: Place;
  private readonly conversations: Conversations;
  private readonly pulls: PullRequests;
  private readonly labels: Labels;
  private readonly people: People;
  private readonly making = new Turns();
  private readonly issues = new Map<string, ForgeItem>();

  constructor(parts: GitHubForgeParts) {
    const { host, push } = parts.choice;
    this.parts = parts;
    this.remote = `${pageOf({ host, ...push })}.git`;
    this.place = placeOf(parts);
    this.conversations = new Conversations(this.place);
    this.pulls = new PullRequests(this.place, push);
    this.labels = new Labels(this.place);
    this.people = new People(this.place);
  }

  get calls(): Readonly<ForgeCalls> {
    return this.place.client.calls;
  }

  ensureIssue(wanted: Marked & { title: string }): Promise<ForgeItem> {
    return this.making.alone(async () => {
      const { issue } = this.parts.choice;
      if (issue !== null) return givenIssue(this.place, issue);
      const there = this.issues.get(wanted.marker) ?? (await ensureIssue(this.place, wanted));
      this.issues.set(wanted.marker, there);
      return { ...there };
    });
  }

  ensureComment(on: On, comment: Marked): Promise<Comment> {
    return this.conversations.ensure(on, comment);
  }

  editComment(on: On, id: string, comment: Marked): Promise<Comment | null> {
    return this.conversations.change(on, id, comment);
  }

  comments(on: On): Promise<Comment[]> {
    return this.conversations.all(on);
  }

  ensurePullRequest(wanted: Parameters<Forge["ensurePullRequest"]>[0]): Promise<PullRequest> {
    return this.making.alone(() => this.pulls.ensure(wanted));
  }

  pullRequest(number: number): Promise<PullRequest> {
    return this.pulls.get(number);
  }

  editPullRequest(number: number, body: string): Promise<void> {
    return this.making.alone(() => this.pulls.edit(number, body));
  }

  markReady(number: number): Promise<void> {
    return this.making.alone(() => this.pulls.markReady(number));
  }

  ensureLabel(on: On, family: string, label: string): Promise<void> {
    return this.making.alone(() => this.labels.ensure(on, family, label));
  }

  standing(on: On): Promise<Standing> {
    return standingOf(this.place, on);
  }

  said(on: On, after: string | null): Promise<Said[]> {
    return this.people.said(on, after);
  }

  mayWrite(person: string): Promise<boolean> {
    return this.people.mayWrite(person);
  }

  acknowledge(said: Said, obeyed: boolean): Promise<void> {
    return this.people.acknowledge(said, obeyed);
  }

  checksOn(commit: string): Promise<ForgeCheck[]> {
    return checksOn(this.place, commit);
  }

  authorization(): Promise<string | null> {
    return this.parts.credentials.gitAuthorization();
  }
}

function placeOf(parts: GitHubForgeParts): Place {
  const { choice, credentials, now, wait, signal, tell } = parts;
  const client = openClient({ ...parts, host: choice.host });
  let login: Promise<string> | null = null;
  return {
    client,
    at: { owner: choice.owner, repo: choice.repo },
    login: () => {
      login ??= viewerLogin(client, credentials.kind).catch((error: unknown) => {
        login = null;
        throw error;
      });
      return login;
    },
    now,
    tell,
    wait: async (ms) => {
      await wait(ms, signal).catch((cause: unknown) => {
        throw signal.aborted ? ended(cause) : cause;
      });
    },
  };
}

const ended = (cause: unknown): ForgeUnavailable =>
  new ForgeUnavailable("waiting for GitHub was ended", { cause });
