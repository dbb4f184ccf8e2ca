import { git } from "./git.ts";
import type { Repository } from "./workspace.ts";

export interface Commit {
  id: string;
  tree: string;
  parents: string[];
  author: string;
  message: string;
}

/** The commits that lead from one to another, oldest first. */
export async function historyOf(
  { gitDir }: Pick<Repository, "gitDir">,
  from: string,
  to: string,
): Promise<Commit[]> {
  const format = "--format=%H%n%T%n%P%n%an%n%B";
  const text = await git(["log", "--reverse", "--topo-order", "-z", format, `${from}..${to}`], { gitDir });
  return text
    .split("\0")
    .filter((entry) => entry !== "")
    .map((entry) => {
      const [id = "", tree = "", parents = "", author = "", ...message] = entry.split("\n");
      return { id, tree, parents: parents.split(" ").filter(Boolean), author, message: message.join("\n") };
    });
}

/** Lines of the form `Name: value` in a message's last paragraph. */
export function trailersOf(message: string): Map<string, string> {
  const last =
    message
      .trim()
      .split(/\n\s*\n/)
      .at(-1) ?? "";
  return new Map(
    last.split("\n").flatMap((line): [string, string][] => {
      const match = /^([A-Za-z][A-Za-z0-9-]*): (.*)$/.exec(line);
      return match ? [[match[1] ?? "", (match[2] ?? "").trim()]] : [];
    }),
  );
}

/** The commit that a commit of one parent stands on. */
export async function parentOf({ gitDir }: Pick<Repository, "gitDir">, commit: string): Promise<string> {
  return (await git(["rev-parse", "--verify", "--end-of-options", `${commit}^`], { gitDir })).trim();
}
