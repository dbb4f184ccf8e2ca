import type { Answer } from "../answer.ts";
import type { Call } from "../site.ts";

/** What answers an operation about a repository. */
export type Handler = (call: Call) => Promise<Answer>;

/** By the operation's id in GitHub's description. */
export type Handlers = Record<string, Handler>;
