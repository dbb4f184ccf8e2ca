import { emulatorToken } from "./emulator.ts";
import { itemKey, touch } from "./items.ts";
import { fullName, type Repository, type Site } from "./site.ts";

/** One reference that a push moved, made or deleted (`after` null). */
export interface Push {
  repository: string;
  ref: string;
  before: string | null;
  after: string | null;
  /** The old commit is not in the history of the new one. */
  forced: boolean;
  login: string;
}

export async function movedRefs(
  repository: Repository,
  before: Map<string, string>,
  login: string,
): Promise<Push[]> {
  const after = await repository.bare.refs();
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const moved = names.filter((ref) => before.get(ref) !== after.get(ref));
  return await Promise.all(
    moved.map(async (ref) => {
      const [old = null, now = null] = [before.get(ref), after.get(ref)];
      const forced = old !== null && now !== null && !(await repository.bare.contains(now, old));
      return { repository: fullName(repository), ref, before: old, after: now, forced, login };
    }),
  );
}

/** Open pull requests follow their branch; GitHub closes those whose branch is gone. */
export async function followBranches(site: Site, moved: Repository): Promise<void> {
  for (const repository of site.repositories.values())
    for (const [number, pull] of repository.pulls) {
      if (pull.headRepository !== moved || repository.closed.has(number)) continue;
      const head = await moved.bare.branch(pull.headRef);
      if (head === null) await close(site, repository, number);
      else if (head !== pull.head) {
        pull.head = head;
        touch({ site, repository }, itemKey(number));
      }
    }
}

async function close(site: Site, repository: Repository, number: number): Promise<void> {
  const target = `/repos/${fullName(repository)}/pulls/${number}`;
  await site.emulator.ask(`Bearer ${emulatorToken(site.admin)}`, "PATCH", target, { state: "closed" });
  repository.closed.set(number, site.clock.stamp());
  touch({ site, repository }, itemKey(number));
}
