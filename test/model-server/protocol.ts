import type { Known, Priced } from "./cache.ts";
import type { JsonObject } from "./json.ts";
import type { Entry, Told } from "./script.ts";
import type { OfferedTool, ProtocolName, ToolCall } from "./tools.ts";

/** A model request in the words of no protocol. */
export interface ModelRequest {
  model: string;
  stream: boolean;
  /** The client's name for the conversation, or something that stands for it. */
  session: string;
  entries: readonly Entry[];
  tools: readonly OfferedTool[];
  /** Everything but tool results in which the client may have said where it works. */
  context: string;
  /** Not a turn of the agent: a title, a summary, a check of the quota. */
  auxiliary: boolean;
  /** JSON schema that the answer must have; null when it is free. */
  schema: JsonObject | null;
}

export interface Reply {
  id: string;
  model: string;
  text: string;
  calls: readonly ToolCall[];
  usage: Told;
}

/** A piece of a stream, and what the client has been told of usage once it has it. */
export interface Frame {
  bytes: string;
  told?: Told;
}

export interface Protocol {
  name: ProtocolName;
  read(body: JsonObject): ModelRequest;
  price(body: JsonObject, known: Known): Priced;
  /** The whole stream; the first frame is its start, and only the last one ends it. */
  frames(reply: Reply): Frame[];
  /** The answer in one piece. */
  whole(reply: Reply): JsonObject;
  error(error: { status: number; type: string; message: string }): JsonObject;
}

/** A call's name in the conversation, from which its answer is found again. */
export const callName = (reply: Reply, index: number): string => `${reply.id}_${index}`;

export const responseOf = (call: unknown): string | null =>
  typeof call === "string" ? (/^(.+)_\d+$/.exec(call)?.[1] ?? null) : null;

/** A text in the pieces in which it is streamed: at least two, so that there is a middle. */
export function pieces(text: string): string[] {
  const size = Math.min(64 * 1024, Math.max(1, Math.ceil(text.length / 2)));
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
}

/** Where the agent works, by what the clients say of it; the last word counts. */
export function workingDirectory(context: string): string | null {
  const said =
    /(?:<cwd>|working directory: |Workspace Directories:\*\*\s+- |current working directory is )([^<\n]+)/gi;
  return [...context.matchAll(said)].at(-1)?.[1]?.trim() ?? null;
}

/** What clients ask beside their work, when the request offers no tool. */
export const asksBeside = (text: string): boolean =>
  /\b(title|summar(y|ize|ise)|next.speaker|topic|classif|complexity|loop)\b/i.test(text.slice(0, 2_000));
