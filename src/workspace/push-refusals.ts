import type { RefusalKind } from "./push-refusal.ts";

/** How a refusal is known by what git printed, and what it means; the first that fits is taken. */
export interface KnownRefusal {
  kind: RefusalKind;
  sign: RegExp;
  /** Whose words are quoted: the remote's own, or git's where the remote has not been reached, or nobody's. */
  quotes?: "git" | "nobody";
  /** What happened, as a sentence without its full stop. */
  says: string;
  remedy: string;
}

/** By the words of GitHub; those of GitLab and Gitea where they mean the same. */
export const refusals: readonly KnownRefusal[] = [
  {
    kind: "workflow",
    sign: /refusing to allow .* to create or update workflow/i,
    says: "The branch changes a workflow file, and the token may not do that",
    remedy:
      "give the token the `workflow` scope, or a fine-grained token or an App the permission Workflows: read and write",
  },
  {
    kind: "secrets",
    sign: /cannot contain secrets|resolve the following secrets|secrets detected/i,
    says: "The remote found what it takes for secrets in the commits, and refuses all of them",
    remedy:
      "if they are no secrets, allow them at the remote by the link above, and try again; if they are, revoke them, stop this run and begin a new one",
  },
  {
    kind: "size",
    sign: /GH001|exceeds? (?:GitHub's file size|the \d+ ?[KMG]iB) limit|RPC failed; HTTP 413|exceeds maximum allowed size/i,
    says: "A file, or all that is pushed at once, is larger than the remote allows",
    remedy: "stop this run, and begin a new one that keeps such files out, or have the remote's limit raised",
  },
  {
    kind: "signatures",
    sign: /must have (?:verified|valid) signatures|commits? must be signed/i,
    says: "The remote requires signed commits on this branch, and those of a run are not signed",
    remedy: "take the run's branches out of that rule, or let the account of the token bypass it",
  },
  {
    kind: "name",
    sign: /GH002|invalid branch or tag name|branch name (?:must|does not)|'[^']+' exists; cannot create/i,
    says: "The remote does not take a branch of this name",
    remedy: "remove the branch that is in the way, or change the rule for names of branches",
  },
  {
    kind: "protected",
    sign: /GH006|GH003|protected branch hook declined|code to (?:a )?protected branch|branch \S+ is protected from/i,
    says: "The branch is protected at the remote, which refuses this push",
    remedy: "take the run's branches out of the protection, or let the account of the token bypass it",
  },
  {
    kind: "rules",
    sign: /GH013|repository rule violations/i,
    says: "The remote has rules that this push breaks",
    remedy: "take the run's branches out of these rules, or let the account of the token bypass them",
  },
  {
    kind: "quota",
    sign: /exceeded its (?:size limit|storage)|(?:storage|size|disk|data) quota|over its data quota|no space left on device/i,
    says: "The remote has no room left",
    remedy: "make room at the remote, or have its limit raised",
  },
  {
    kind: "archived",
    sign: /archived so it is read-only|archived (?:project|repository)|repository is archived/i,
    says: "The repository is archived, so that nobody can write to it",
    remedy: "take it out of the archive, in the settings of the repository",
  },
  {
    kind: "disabled",
    sign: /access to this repository has been disabled|repository (?:has been |is )?disabled|account is suspended/i,
    says: "The remote has disabled the repository or the account",
    remedy: "ask who runs the remote why, and have it enabled",
  },
  {
    kind: "checked-out",
    quotes: "nobody",
    sign: /branch is currently checked out/i,
    says: "The branch is checked out in the repository that it is pushed to, and a push would pull the files away",
    remedy: "check out another branch there",
  },
  {
    kind: "hook",
    sign: /\(pre-receive hook declined\)|\(hook declined\)|\(update hook declined\)/i,
    says: "A hook of the remote refuses this push",
    remedy: "do what the hook says, or ask who keeps the repository",
  },
  {
    kind: "login",
    sign: /could not read (?:username|password)|authentication failed|invalid username or (?:token|password)|bad credentials|returned error: 401/i,
    says: "The remote does not accept the token: it is wrong, has expired or was revoked",
    remedy: "give a valid token, and resume the run",
  },
  {
    kind: "missing",
    sign: /repository not found|repository '[^']*' not found|does not appear to be a git repository|project you were looking for could not be found|returned error: 404/i,
    says: "There is no such repository, or the token may not see it",
    remedy: "look at the repository's address, and give the account of the token access to it",
  },
  {
    kind: "moved",
    sign: /returned error: 30[12378]|unable to update url base from redirection/i,
    says: "The repository has another address now, and the token is not sent to where the old one leads",
    remedy: "use the repository's new address",
  },
  {
    kind: "forbidden",
    sign: /permission to .* denied|write access to repository not granted|not accessible by|you are not allowed to|returned error: 403/i,
    says: "The token may not write to the repository",
    remedy:
      "give its account the right to write, and the token the scope `repo` or the permission Contents: read and write; or push to a fork",
  },
  {
    kind: "certificate",
    quotes: "git",
    sign: /certificate problem|certificate verification failed|unable to get local issuer/i,
    says: "The certificate of the remote is not one that this machine trusts",
    remedy: "have this machine trust the authority that made it",
  },
  {
    kind: "plain",
    quotes: "git",
    sign: /transport '[^']*' not allowed/i,
    says: "The remote is reached in a way that would show the token to others",
    remedy: "use its https address",
  },
];
