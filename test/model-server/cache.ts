import { createHash } from "node:crypto";
import { byteLength, type JsonObject, listOf, objectOf } from "./json.ts";

/** An estimate, the same for every protocol. */
export const tokensOf = (bytes: number): number => Math.ceil(bytes / 3.5);

/** What a prompt costs against the prefixes known so far, and the prefixes that are known once it is answered. */
export interface Priced {
  inputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  prefixes: readonly string[];
}

export interface Known {
  prefixes: ReadonlySet<string>;
  /** A shorter prefix is never cached. */
  minimumTokens: number;
}

interface Block {
  /** Stands for everything up to and with this block. */
  prefix: string;
  tokens: number;
  breakpoint: boolean;
}

/** How many blocks a breakpoint looks at for something cached, itself among them. */
const lookback = 20;

/**
 * The Messages API's rule: prefixes are written at breakpoints only, and read from the longest one that is known
 * within the last 20 blocks of some breakpoint. Nothing expires.
 */
export function priceMessages(body: JsonObject, known: Known): Priced {
  const blocks = blocksOf(body);
  const total = blocks.at(-1)?.tokens ?? 0;
  const breakpoints = blocks.flatMap(({ breakpoint, tokens }, index) =>
    breakpoint && tokens >= known.minimumTokens ? [index] : [],
  );
  const found = breakpoints.flatMap((index) => blocks.slice(Math.max(0, index + 1 - lookback), index + 1));
  const hits = found.filter(({ prefix }) => known.prefixes.has(prefix)).map(({ tokens }) => tokens);
  const read = Math.max(0, ...hits);
  const last = Math.max(read, blocks[breakpoints.at(-1) ?? -1]?.tokens ?? 0);
  return {
    inputTokens: total - last,
    cacheReadTokens: read,
    cacheWriteTokens: last - read,
    prefixes: breakpoints.map((index) => blocks[index]?.prefix ?? ""),
  };
}

/** Tools, system and messages in the order in which the API reads them. */
function blocksOf(body: JsonObject): Block[] {
  const messages = listOf(body["messages"]).flatMap((message, index) => {
    const { role, content } = objectOf(message);
    const parts = typeof content === "string" ? [{ type: "text", text: content }] : listOf(content);
    return parts.map((part) => [`${index} ${String(role)}`, part] as const);
  });
  const system =
    typeof body["system"] === "string" ? [{ type: "text", text: body["system"] }] : body["system"];
  const all = [
    ...listOf(body["tools"]).map((tool) => ["tool", tool] as const),
    ...listOf(system).map((block) => ["system", block] as const),
    ...messages,
  ];
  let prefix = JSON.stringify([body["model"], body["output_config"]]);
  let bytes = 0;
  return all.map(([place, block]) => {
    const { cache_control: control, ...content } = objectOf(block);
    bytes += byteLength(content);
    prefix = digest(`${prefix}\n${place}\n${JSON.stringify(content)}`);
    return { prefix, tokens: tokensOf(bytes), breakpoint: control !== undefined && control !== null };
  });
}

/** 128 tokens, in bytes. */
const chunkBytes = 448;

/** The Responses API's rule: what a prompt has in common with an earlier one, in steps of 128 tokens. */
export function priceResponse(body: JsonObject, known: Known): Priced {
  const input = listOf(body["input"]).map((item) => {
    const { id: _, ...content } = objectOf(item);
    return content;
  });
  const prompt = Buffer.from(JSON.stringify([body["tools"], body["instructions"], body["text"], input]));
  const prefixes: string[] = [];
  let prefix = String(body["model"]);
  for (let at = 0; at + chunkBytes <= prompt.length; at += chunkBytes) {
    prefix = digest(prefix + prompt.toString("latin1", at, at + chunkBytes));
    prefixes.push(prefix);
  }
  const unknown = prefixes.findIndex((each) => !known.prefixes.has(each));
  const common = (unknown === -1 ? prefixes.length : unknown) * 128;
  const read = common < known.minimumTokens ? 0 : common;
  return {
    inputTokens: tokensOf(prompt.length) - read,
    cacheReadTokens: read,
    cacheWriteTokens: 0,
    prefixes,
  };
}

/** A prompt of which nothing is cached. */
export const priceUncached = (prompt: unknown): Priced => ({
  inputTokens: tokensOf(byteLength(prompt)),
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  prefixes: [],
});

const digest = (text: string): string => createHash("sha256").update(text).digest("base64");
