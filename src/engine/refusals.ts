import { type Offer, sayOffer } from "../core/choice.ts";
import { UserError } from "../core/error.ts";

export const closedToRun = (run: string, why: string): UserError =>
  new UserError("CLOSED_ON_FORGE", `run ${run} cannot go on: ${why}`, "open it again, then resume the run");

export const runIsElsewhere = (run: string, why: Error): UserError =>
  new UserError(
    "RUN_IS_ELSEWHERE",
    `run ${run} cannot go on here: ${why.message}`,
    `go on where it is carried on; or take it over: phasegate clean ${run}, then phasegate resume ${run} --from-forge with its issue`,
  );

export const nothingAsked = (run: string): UserError =>
  new UserError(
    "NOTHING_ASKED",
    `run ${run} does not wait for an answer`,
    `look at it with: phasegate status ${run}`,
  );

export const notAnAnswer = (run: string, why: string, offers: readonly Offer[]): UserError =>
  new UserError(
    "NOT_AN_ANSWER",
    `${why}\n${offers.map((offer, index) => `  ${index + 1}  ${sayOffer(offer)}`).join("\n")}`,
    `for example: phasegate answer ${run} 1`,
  );

export const budgetIsFixed = (run: string): UserError =>
  new UserError(
    "RUN_IS_UNDER_WAY",
    `run ${run} is under way, and keeps the budget that it has`,
    `go on with it as it is: phasegate resume ${run}; or stop it first with Ctrl-C where it runs`,
  );

export const cannotWrite = (home: string, cause: Error): UserError =>
  new UserError(
    "STATE_UNWRITABLE",
    `the state in ${home} cannot be written: ${cause.message}`,
    "free some space, then go on with: phasegate resume; nothing that was finished is lost",
    { cause },
  );
