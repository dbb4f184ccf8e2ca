/** Something the person at the keyboard can mend. Any other error is our bug and keeps its stack. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}

/** One mistake in a file that a person wrote; `line` counts from 1. */
export interface Mistake {
  file: string;
  line: number;
  message: string;
  remedy: string;
}

/** A role, workflow, scenario, spec or profile that cannot be used, with every mistake found in it. */
export class MistakesError extends UserError {
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    super("MISTAKES", mistakes.map(formatMistake).join("\n"), "correct the lines named above and run again");
    this.mistakes = mistakes;
  }
}

export function formatMistake(mistake: Mistake): string {
  return `${mistake.file}:${mistake.line}: ${mistake.message}\n  ${mistake.remedy}`;
}
