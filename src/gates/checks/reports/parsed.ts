import type { Problem, TestOutcome } from "../../../core/evidence.ts";

/** One test as a report tells of it. */
export interface ParsedTest {
  /** As the report writes it; empty where it names none. */
  file: string;
  /** From the outermost group to the test. */
  name: readonly string[];
  outcome: TestOutcome;
}

/** One problem as a report tells of it. */
export interface ParsedProblem extends Omit<Problem, "times"> {
  /** For people; 0 when it is not known. */
  line: number;
}

/**
 * What a report says. A parser throws when it cannot be read, with a message for people. `printed` is what a person
 * would have been shown, where the report stands in its place.
 */
export type Parsed = { tests: ParsedTest[]; printed?: string } | { problems: ParsedProblem[] };

/** Stands for the tests of a file that could not even be loaded. */
export const unloaded = "(the file itself)";

export const isUnloaded = (name: string): boolean => name === unloaded || name.endsWith(` > ${unloaded}`);

/** Whether a word of a report is the path of a source file. */
export const looksLikeFile = (text: string): boolean => /^[^\s>]*[^\s>/\\.]\.[a-z]{1,4}$/i.test(text);
