import { UserError } from "../../core/error.ts";
import { fullName, pageOf, type RepositoryAddress, siteOf } from "./address.ts";

type Place = RepositoryAddress;

export const noRepository = (place: Place, login: string | null): UserError =>
  new UserError(
    "NO_REPOSITORY",
    `there is no repository ${pageOf(place)}, or ${login ?? "this App"} may not see it`,
    "check the address and, if it is private, that your token was given the right to it",
  );

export const foreignClone = (place: Place, clone: readonly Place[]): UserError => {
  const names = clone.map(fullName).join(", ");
  return new UserError(
    "NOT_A_CLONE",
    `this is no clone of ${fullName(place)}: ${names === "" ? `it has no remote on ${place.host}` : `its remotes on ${place.host} are ${names}`}`,
    `run this inside a clone of ${pageOf(place)}, or name one with --repo DIR`,
  );
};

export const archived = (place: Place): UserError =>
  new UserError(
    "REPOSITORY_ARCHIVED",
    `${fullName(place)} is archived; nothing can be written there`,
    `unarchive it in ${pageOf(place)}/settings, or run on another repository`,
  );

export const issuesOff = (place: Place, forkOf: Place | undefined): UserError =>
  new UserError(
    "ISSUES_DISABLED",
    `issues are turned off in ${fullName(place)}`,
    forkOf
      ? `it is a fork of ${fullName(forkOf)}: name an issue there, ${pageOf(forkOf)}/issues/NUMBER, or add it as a remote: git remote add upstream ${pageOf(forkOf)}.git`
      : `turn them on in ${pageOf(place)}/settings, or deliver a spec file with --forge local`,
  );

export const noIssue = (place: Place, number: number): UserError =>
  new UserError(
    "NO_ISSUE",
    `there is no issue #${number} in ${fullName(place)}`,
    `see them at ${pageOf(place)}/issues`,
  );

export const movedIssue = (number: number, to: string): UserError =>
  new UserError(
    "ISSUE_MOVED",
    `issue #${number} was moved to ${to.slice(0, 200)}`,
    "run on the issue where it is now, in a clone of its repository",
  );

export const pullRequest = (number: number): UserError =>
  new UserError(
    "PULL_REQUEST",
    `#${number} is a pull request, and a run begins from an issue`,
    "name the issue that it is about",
  );

export const closedIssue = (number: number): UserError =>
  new UserError("ISSUE_CLOSED", `issue #${number} is closed`, "reopen it, then run again");

export const lockedIssue = (number: number): UserError =>
  new UserError(
    "ISSUE_LOCKED",
    `the conversation of issue #${number} is locked, and a run lives in its comments`,
    "unlock it, then run again",
  );

export const emptyIssue = (number: number): UserError =>
  new UserError(
    "EMPTY_ISSUE",
    `issue #${number} has a title and nothing else that can be seen`,
    "write into the issue what is to be built and how one can tell that it works",
  );

export const noBranch = (place: Place, branch: string, usual: string): UserError =>
  new UserError(
    "UNKNOWN_BRANCH",
    `there is no branch ${branch} in ${pageOf(place)}`,
    `push it, or leave --base out for ${usual}`,
  );

export const emptyRepository = (place: Place): UserError =>
  new UserError(
    "NO_COMMIT",
    `${pageOf(place)} has no commit that a run could begin from`,
    "push a first commit, then run again",
  );

export const noRightToPush = (place: Place, login: string): UserError =>
  new UserError(
    "NO_RIGHT_TO_PUSH",
    `${login} may not push to ${fullName(place)} and has no fork of it`,
    `make one: gh repo fork ${nameFor(place)} --clone=false; or use a token of somebody who may push`,
  );

export const noScope = (place: Place, scope: string): UserError =>
  new UserError(
    "TOKEN_LACKS_SCOPE",
    `the token may not write to ${fullName(place)}: it lacks the scope ${scope}`,
    `give it that scope at ${siteOf(place.host)}/settings/tokens, or: gh auth refresh --hostname ${place.host} --scopes repo`,
  );

const nameFor = (place: Place): string =>
  place.host === "github.com" ? fullName(place) : `${place.host}/${fullName(place)}`;
