import type { ForgeChoice } from "../core/definition.ts";
import { UserError } from "../core/error.ts";
import { parseIssue, type RepositoryAddress, sameRepository } from "../forge/github/address.ts";
import type { Environment } from "./environment.ts";
import { asked, hostWish, ofClone, onGitHub } from "./github-choice.ts";
import { remotesOf } from "./user-remotes.ts";

/** Where the issue or pull request of a lost run may be; absent forge: the forge of files in the home. */
export interface Whereabout {
  number: number;
  forge: ForgeChoice | undefined;
}

/**
 * Read what a person says of a lost run: the address of its issue or pull request, or its number, for a clone at
 * `root`. Gives each place where its branch may be pushed to, the repository itself first. Throws UserError.
 */
export async function whereaboutsOf(
  text: string,
  root: string,
  environment: Environment,
): Promise<[Whereabout, ...Whereabout[]]> {
  const onDisk = /^file:\/\/.*\/items\/(\d{1,9})\/page\.md(?:#.*)?$/.exec(text)?.[1];
  if (onDisk !== undefined) return [{ number: Number(onDisk), forge: undefined }];
  const address = parseIssue(text.trim().replace(/\/pulls?\/(\d+)\/?$/, "/issues/$1"));
  if (address === null) throw noAddress(text);
  const facts = { wish: hostWish(undefined, environment), remotes: await remotesOf(root) };
  if (address.repository === null && onGitHub(facts).length === 0)
    return [{ number: address.number, forge: undefined }];
  const repository = address.repository ? asked(address.repository, facts) : ofClone(facts);
  const clone = onGitHub({ ...facts, wish: { host: repository.host, from: "--host" } });
  const at = (push: RepositoryAddress): Whereabout => ({
    number: address.number,
    forge: {
      kind: "github",
      ...repository,
      push: { owner: push.owner, repo: push.repo },
      issue: address.number,
    },
  });
  const forks = clone.map((remote) => remote.repository).filter((one) => !sameRepository(one, repository));
  return [at(repository), ...forks.map(at)];
}

const noAddress = (text: string): UserError =>
  new UserError(
    "NO_ISSUE_ADDRESS",
    `${text.slice(0, 200)} is no address of an issue or a pull request`,
    "it is like https://github.com/OWNER/REPOSITORY/issues/42, or the number alone",
  );
