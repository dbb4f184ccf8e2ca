import type { Repeated } from "../../core/verification.ts";

export const short = (id: string): string => id.slice(0, 12);

/** A row of what can be compared by its words. */
export const compared = (what: string, recorded: string, now: string, repeat: string): Repeated => ({
  what,
  recorded,
  now,
  outcome: recorded === now ? "same" : "differs",
  repeat,
});

/** A row of what nobody can do again, and why. */
export const notRepeated = (what: string, recorded: string, why: string): Repeated => ({
  what,
  recorded,
  now: why,
  outcome: "not repeated",
  repeat: "",
});

/** One argument of a shell's command line. */
export const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

export const firstLine = (text: string, length = 160): string => {
  const [line = ""] = text.split("\n", 1);
  return line.length > length ? `${line.slice(0, length)}…` : line;
};

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
