import { UserError } from "../../core/error.ts";
import { recordIn, runOfTracker } from "../../core/record.ts";
import { branchName } from "../../core/record-words.ts";
import type { Comment, Forge } from "../../forge/forge.ts";
import type { Repository } from "../../workspace/workspace.ts";

/** Where a run is looked for. */
export interface Ground {
  forge: Pick<Forge, "remote" | "authorization" | "comments" | "pullRequest">;
  /** A repository of this attempt's own. */
  repository: Repository;
}

/** What the tracker of a run says, wherever the run itself is. */
export interface FoundRun {
  run: string;
  issue: number;
  tracker: Comment;
  /** The commit of its record; null when the tracker names none. */
  record: string | null;
  /** Other runs of the same issue, oldest first. */
  others: string[];
}

type Reader = Pick<Forge, "comments" | "pullRequest">;

/**
 * The newest run of an issue or a pull request, or the one that is called `wanted`, by its tracker. Throws UserError
 * when nothing there is a tracker of ours.
 */
export async function findRunAt(forge: Reader, number: number, wanted: string | null): Promise<FoundRun> {
  const here = await trackersOn(forge, number);
  const issue = here.length > 0 ? number : await issueOf(forge, number);
  const trackers = issue === number ? here : await trackersOn(forge, issue);
  const found = trackers.findLast(({ run }) => wanted === null || run.startsWith(wanted));
  if (!found)
    throw noRunThere(
      issue,
      wanted,
      trackers.map(({ run }) => run),
    );
  const others = trackers.map(({ run }) => run).filter((run) => run !== found.run);
  return { ...found, issue, record: recordIn(found.tracker.facts), others };
}

async function trackersOn(forge: Reader, issue: number): Promise<{ run: string; tracker: Comment }[]> {
  return (await forge.comments({ issue })).flatMap((tracker) => {
    const run = runOfTracker(tracker.marker);
    return run === null ? [] : [{ run, tracker }];
  });
}

/** The issue that a pull request of ours delivers; the number itself when it is none. */
async function issueOf(forge: Reader, number: number): Promise<number> {
  try {
    const { body } = await forge.pullRequest(number);
    const issue = Number(/^\s*(?:Closes|Delivers) #(\d{1,10})\b/.exec(body)?.[1] ?? number);
    return issue >= 1 ? issue : number;
  } catch (error) {
    if (error instanceof UserError) return number;
    throw error;
  }
}

/** The branch as the tracker shows it to people; null when it cannot be read. */
export function branchIn({ body }: Pick<Comment, "body">): string | null {
  const [, branch] = /\bbranch `([^`\n]+)`/.exec(body) ?? [];
  return branchName.safeParse(branch).data ?? null;
}

function noRunThere(issue: number, wanted: string | null, there: readonly string[]): UserError {
  const which = wanted === null ? "a run" : `run ${wanted}`;
  return new UserError(
    "NO_RUN_ON_FORGE",
    `#${issue} has no tracker of ${which} that this login has written`,
    there.length === 0
      ? "name the issue or the pull request of the run, with the login that it ran with"
      : `there are: ${there.join(", ")}`,
  );
}
