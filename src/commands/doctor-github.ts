import { UserError } from "../core/error.ts";
import { fullName, type RepositoryAddress } from "../forge/github/address.ts";
import { factsOf, loginOf, type RepositoryFacts } from "../forge/github/look-up.ts";
import { variablesFor } from "../forge/github/token.ts";
import type { Environment } from "./environment.ts";
import type { Finding } from "./finding.ts";
import { asking } from "./github-access.ts";
import { hostWish, ofClone, onGitHub } from "./github-choice.ts";
import { repositoryAt } from "./user-repository.ts";
import { remotesOf } from "./user-remotes.ts";

const patienceMs = 10_000;

/** Whether a run on GitHub could begin here; nothing for who has neither a remote there nor a token. Never bad. */
export async function gitHubFindings(directory: string, environment: Environment): Promise<Finding[]> {
  try {
    const wish = hostWish(undefined, environment);
    const root = await repositoryAt(directory).catch(() => null);
    const facts = { wish, remotes: root === null ? [] : await remotesOf(root) };
    if (onGitHub(facts).length > 0) return [await findingOn(ofClone(facts), environment)];
    const { variables } = environment;
    const set = variablesFor(wish?.host ?? "github.com").find((name) => (variables[name] ?? "") !== "");
    const idle = `a token in ${set}, and no remote of this repository on ${wish?.host ?? "GitHub"}`;
    return set === undefined ? [] : [note(idle, "nothing is to be done unless you want to run on an issue")];
  } catch (error) {
    if (error instanceof UserError) return [note(error.message, error.hint)];
    throw error;
  }
}

async function findingOn(repository: RepositoryAddress, environment: Environment): Promise<Finding> {
  const place = `${fullName(repository)} on ${repository.host}`;
  const quiet = { ...environment, error: { ...environment.error, write: () => undefined } };
  const from = { environment: quiet, patience: AbortSignal.timeout(patienceMs) };
  try {
    return await asking(repository, from, async ({ client, source }) => {
      const login = await loginOf(client);
      const who = `${place}, as ${login === null ? source : `${login} by the token from ${source}`}`;
      const facts = await factsOf(client, repository);
      if (!facts) return note(`${who}: it is not there, or not to be seen`, "give the token the right to it");
      return judged(who, facts, login);
    });
  } catch (error) {
    if (error instanceof UserError) return note(`${place}: ${error.message}`, error.hint);
    throw error;
  }
}

function judged(
  who: string,
  { archived, hasIssues, mayPush }: RepositoryFacts,
  login: string | null,
): Finding {
  if (archived) return note(`${who}: archived`, "a run cannot write there");
  if (!hasIssues) return note(`${who}: issues are turned off`, "turn them on in the repository's settings");
  if (mayPush || login === null)
    return { name: "github", state: "ok", found: `${who}: may push`, remedy: "" };
  return note(`${who}: may not push`, "a run pushes to your fork: gh repo fork --clone=false");
}

const note = (found: string, remedy: string): Finding => ({ name: "github", state: "note", found, remedy });
