import { CommanderError } from "commander";
import { MistakesError, UserError } from "../core/error.ts";
import { printJson, type Environment } from "./environment.ts";
import { usedWrongly } from "./exit-code.ts";

const bug = 1;

/** The one place where an error becomes words and an exit code. */
export function report(error: unknown, environment: Environment, json: boolean): number {
  const mended = translated(error);
  if (mended === null) return 0;
  if (mended instanceof UserError) {
    const hint = mended.hint === "" ? "" : `  ${mended.hint}\n`;
    environment.error.write(`${mended.message}\n${hint}`);
    if (json) printJson(environment, { error: factsOf(mended) });
    return usedWrongly;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  environment.error.write(`${text}\nThis is a bug in phasegate; please report it with the lines above.\n`);
  const message = error instanceof Error ? error.message : String(error);
  if (json)
    printJson(environment, {
      error: { code: "BUG", message, hint: "please report it with the text on stderr" },
    });
  return bug;
}

/** What a person can mend becomes a UserError; anything else stays as it is. */
function translated(error: unknown): unknown {
  if (error instanceof CommanderError) return fromCommander(error);
  return fromSystem(error) ?? error;
}

const systemHints: Record<string, string> = {
  ENOSPC: "free some space; nothing that is finished is lost",
  EDQUOT: "free some space; nothing that is finished is lost",
  EACCES: "check who owns the file and its folder",
  EROFS: "set PHASEGATE_HOME to a folder that can be written",
};

function fromSystem(error: unknown): UserError | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  const hint = systemHints[error.code];
  return hint === undefined ? null : new UserError(error.code, error.message, hint, { cause: error });
}

function factsOf(error: UserError): object {
  const { code, message, hint } = error;
  return error instanceof MistakesError
    ? { code, message, hint, mistakes: error.mistakes }
    : { code, message, hint };
}

/** Null when commander only ends early because it has shown help or the version. */
function fromCommander(error: CommanderError): UserError | null {
  if (error.exitCode === 0) return null;
  if (error.code === "commander.help")
    return new UserError("USAGE", "say what to do", "see: phasegate --help");
  const [message = "", ...suggestion] = error.message.replace(/^error: /, "").split("\n");
  const hint = suggestion.join(" ").replace(/^\((.*)\)$/, "$1");
  return new UserError("USAGE", message, hint === "" ? "see: phasegate --help" : hint);
}
