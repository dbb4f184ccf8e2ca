import { z } from "zod";
import { phaseNames } from "./phase.ts";
import { rungs } from "./recovery.ts";

/** What a record may hold, word by word. Everything in it is a stranger's until it has been proven. */

/** A run's id is the name of a folder and of a ref. */
export const runIdSchema = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/);
export const commitId = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
export const digestId = z.string().regex(/^[0-9a-f]{64}$/);
export const name = z.string().regex(/^[a-z][a-z0-9-]{0,99}$/);
/** `phase/role`, or `phase/role.2`; the name of a folder. */
export const stepName = z.string().regex(/^[a-z][a-z-]{0,49}\/[a-z][a-z0-9-]{0,99}(?:\.[1-9]\d{0,3})?$/);
export const phaseName = z.enum(phaseNames);
export const purpose = z.enum(["produce", "review", "revise", "fix", "recover"]);
export const rung = z.enum(rungs);
/** A count from 1. */
export const ordinal = z.int().min(1).max(1_000_000);
export const amount = z.number().nonnegative();
/** ISO 8601. */
export const moment = z.iso.datetime();
export const text = z.string();
/** A path within the repository. */
export const treePath = z.string().regex(/^(?!\/)(?!(?:[^]*\/)?\.\.?(?:\/|$))[^\0]{0,4096}$/);
/** Where a person reads something. */
export const address = z.string().regex(/^(?:https?|file):\/\/[^\s\p{Cc}]{1,4000}$/u);

/** What git takes for the name of a branch, and nothing that passes for an option. */
export const branchName = z
  .string()
  .max(250)
  .regex(/^(?![-/.])(?!@$)[^\s\p{Cc}~^:?*[\\]+$/u)
  .refine((branch) => !/\.\.|\/\/|\/\.|@\{|\.lock(?:\/|$)|[/.]$/.test(branch));
