import { stripVTControlCharacters } from "node:util";
import type { Budget } from "../core/budget.ts";

/** "1 file", "3 files". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** "320", "9.1k", "2.4M". */
export function tokens(number: number): string {
  if (number < 1000) return String(number);
  if (number < 999_950) return `${(number / 1000).toFixed(1)}k`;
  return `${(number / 1_000_000).toFixed(1)}M`;
}

/** "$0.05"; an unpriced part is never shown as free. */
export function money(costUsd: number | null): string {
  return costUsd === null ? "unpriced" : `$${costUsd.toFixed(2)}`;
}

/** "$0.05 of $15.00": money, and the budget that bounds it. */
export function moneyOf(costUsd: number | null, { usd }: Budget): string {
  return usd === null ? money(costUsd) : `${money(costUsd)} of ${money(usd)}`;
}

/** "budget $15.00 and 2.0M tokens". */
export function budgetText({ usd, tokens: number }: Budget): string {
  const bounds = [
    usd === null ? [] : [money(usd)],
    number === null ? [] : [`${tokens(number)} tokens`],
  ].flat();
  return bounds.length === 0 ? "no budget" : `budget ${bounds.join(" and ")}`;
}

/** "320 of 2.0M tokens": tokens, and the budget that bounds them. */
export function tokensOf(number: number, budget: Budget): string {
  return `${tokens(number)}${budget.tokens === null ? "" : ` of ${tokens(budget.tokens)}`} tokens`;
}

/** "0.4s", "12.3s", "4m05s", "2h10m". */
export function duration(ms: number): string {
  if (ms < 99_950) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${two(seconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`;
}

const two = (number: number): string => String(number).padStart(2, "0");

/** The time between two ISO 8601 times; empty while either is missing. */
export function between(from: string | null, to: string | null): string {
  return from === null || to === null ? "" : duration(Math.max(0, Date.parse(to) - Date.parse(from)));
}

export const short = (commit: string): string => commit.slice(0, 7);

/** Lines of a text from an agent or a tool, without anything that could steer a terminal. */
export function plainLines(text: string): string[] {
  return stripVTControlCharacters(text)
    .split(/\r?\n/)
    .map((line) => line.replaceAll("\t", "  ").replaceAll(/\p{Cc}/gu, ""));
}

/** The first line that says something. */
export function firstLine(text: string): string {
  return (
    plainLines(text)
      .find((line) => line.trim() !== "")
      ?.trim() ?? ""
  );
}
