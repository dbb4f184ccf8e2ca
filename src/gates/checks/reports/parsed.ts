import type { Problem, TestOutcome } from "../../../core/evidence.ts";

/** One test as a report tells of it. */
export interface ParsedTest {
  /** As the report writes it; empty where it names none. */
  file: string;
  /** From the outermost group to the test. */
  name: readonly string[];
  outcome: TestOutcome;
}

/** What a report says. A parser throws when it cannot be read, with a message for people. */
export type Parsed = { tests: ParsedTest[] } | { problems: Omit<Problem, "times">[] };

/** Stands for the tests of a file that could not even be loaded. */
export const unloaded = "(the file itself)";

export const isUnloaded = (name: string): boolean => name === unloaded || name.endsWith(` > ${unloaded}`);

/** Whether a word of a report is the path of a source file. */
export const looksLikeFile = (text: string): boolean => /^[^\s>]*[^\s>/\\.]\.[a-z]{1,4}$/i.test(text);
