import { parseRemote, type RepositoryAddress } from "../forge/github/address.ts";
import { readGit } from "./user-git.ts";

/** A remote of the user's clone that names a repository on a GitHub, or on what could be one. */
export interface UserRemote {
  name: string;
  repository: RepositoryAddress;
}

/** The remotes of the clone, in the order of its configuration; those that are no such addresses are left out. */
export async function remotesOf(root: string): Promise<UserRemote[]> {
  const { stdout } = await readGit(root, ["config", "-z", "--get-regexp", String.raw`^remote\..*\.url$`]);
  const seen = new Set<string>();
  return stdout.split("\0").flatMap((entry) => {
    const [, name, url] = /^remote\.(.*)\.url\n(.*)$/s.exec(entry) ?? [];
    if (name === undefined || url === undefined || seen.has(name)) return []; // git fetches from the first
    seen.add(name);
    const repository = parseRemote(url);
    return repository === null ? [] : [{ name, repository }];
  });
}
