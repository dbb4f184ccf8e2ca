import { UserError } from "../core/error.ts";
import type { Environment } from "./environment.ts";

const usual = 30;

/** How often the forge is looked at for what people say there, in milliseconds. Throws UserError. */
export function pollMsOf({ variables }: Pick<Environment, "variables">): number {
  const text = variables["PHASEGATE_POLL_SECONDS"] ?? "";
  if (text === "") return usual * 1_000;
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds > 0 && seconds <= 3_600) return seconds * 1_000;
  throw new UserError(
    "BAD_POLL_SECONDS",
    `PHASEGATE_POLL_SECONDS is ${text}, which is no number of seconds`,
    "set it to a number from 1 to 3600, or not at all",
  );
}
