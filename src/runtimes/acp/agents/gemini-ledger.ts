import { countOf, type Fields, fieldsOf, listOf, textOf } from "../../loose.ts";
import type { LedgerEntry, LedgerFormat } from "../agent.ts";

/** Gemini CLI's record of a session: through ACP it tells only sums, without what came from a cache. */
export const geminiLedger: LedgerFormat = {
  folder: [".gemini", "tmp", "*", "chats"],
  isOf: (fileName, session) =>
    fileName.startsWith("session-") && fileName.endsWith(`-${session.slice(0, 8)}.jsonl`),
  keptName: (session) => `session-2000-01-01T00-00-${session.slice(0, 8)}.jsonl`,
  read,
};

function read(line: string): LedgerEntry[] {
  const record = fieldsOf(parsed(line));
  const changed = fieldsOf(record["$set"]);
  return [record, ...listOf(changed["messages"]).map(fieldsOf)].flatMap(entryOf);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}

function entryOf(message: Fields): LedgerEntry[] {
  const id = textOf(message["id"]);
  const tokens = message["tokens"];
  if (id === "" || message["type"] !== "gemini" || typeof tokens !== "object" || tokens === null) return [];
  const count = (name: string): number => countOf(fieldsOf(tokens)[name]);
  const cached = count("cached");
  const usage = {
    inputTokens: Math.max(0, count("input") - cached) + count("tool"),
    outputTokens: count("output") + count("thoughts"),
    cacheReadTokens: cached,
    cacheWriteTokens: 0,
    costUsd: null,
  };
  return [{ message: id, model: textOf(message["model"]), usage, text: contentOf(message["content"]) }];
}

const contentOf = (content: unknown): string =>
  typeof content === "string"
    ? content
    : listOf(content)
        .map((part) => textOf(fieldsOf(part)["text"]))
        .join("");
