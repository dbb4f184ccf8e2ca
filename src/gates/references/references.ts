import type { GateFinding } from "../../core/evidence.ts";
import type { Gate } from "../gate.ts";
import { allowanceOf, inspect } from "../inspection.ts";
import { unreadable } from "../markdown.ts";
import { type Claim, claimsOf } from "./claims.ts";
import { nearest } from "./near.ts";
import { isFileName } from "./place.ts";
import { type Ground, openGround, resolvePlace } from "./resolve.ts";

const most = 20;

/** Every place and symbol that a plan claims exists at the base commit. */
export const references: Gate = {
  name: "references",
  async check(context) {
    const { artifact, duty, repository, base } = context;
    const ground = await openGround(repository, base, "at the base commit");
    const mistakes = await wrongClaims(ground, artifact);
    return inspect(context, "references", {
      what: `places that ${duty.writes} names`,
      passed: `every place that ${duty.writes} names exists at the base commit`,
      mistakes: [
        ...(unreadable(artifact) === null ? [] : [`${duty.writes}: ${unreadable(artifact)}`]),
        ...mistakes,
      ],
    });
  },
};

/** What a text claims of a commit's files and is not so, at most 20 of it. */
export async function wrongClaims(ground: Ground, text: string): Promise<GateFinding[]> {
  const claims = distinct(claimsOf(text));
  await ground.read(claims.map(({ place }) => place.path));
  const found = new Map<string, GateFinding>();
  const newPaths = new Set(claims.filter(({ isNew }) => isNew).map(({ place }) => place.path));
  for (const claim of claims) {
    if (found.size >= most) break;
    const finding = await wrong(ground, claim, newPaths);
    if (finding && !found.has(finding.message)) found.set(finding.message, finding);
  }
  return [...found.values()];
}

/** One claim of each place and symbol: the first. */
function distinct(claims: readonly Claim[]): Claim[] {
  const byPlace = new Map<string, Claim>();
  for (const claim of claims) {
    const { path, line, lastLine } = claim.place;
    const key = `${path}\0${line}\0${lastLine}\0${claim.symbol}`;
    if (!byPlace.has(key)) byPlace.set(key, claim);
  }
  return [...byPlace.values()];
}

async function wrong(
  ground: Ground,
  claim: Claim,
  newPaths: ReadonlySet<string>,
): Promise<GateFinding | null> {
  const { place, symbol, at } = claim;
  const isNew = claim.isNew || newPaths.has(place.path);
  if (place.line === null && isNew) return null;
  if (symbol === "" && !mustExist(ground, claim)) return null;
  const resolution = await resolvePlace(ground, place);
  if (!resolution.found) {
    if (symbol !== "") return null; // said of the place itself
    const mend =
      place.line !== null
        ? "name a place that you opened and saw"
        : "name what exists, or say that it is new";
    const message = `line ${at} of the text names a place that does not exist: ${resolution.message}; ${mend}`;
    return finding("no-such-place", claim, message, place.line !== null ? null : place.path);
  }
  if (symbol === "" || isNew || resolution.paths.length === 0) return null;
  const missing = await missingSymbol(ground, claim, resolution.paths);
  return missing === null
    ? null
    : finding("no-such-symbol", claim, `line ${at} of the text: ${missing}`, `${place.path} ${symbol}`);
}

const finding = (rule: string, { place }: Claim, message: string, allowed: string | null): GateFinding => ({
  rule,
  path: "",
  line: 0,
  message,
  allowance: allowed === null ? null : allowanceOf(rule, place.path, allowed),
});

/** What only may be a path is one when it begins as a folder of the repository does. */
function mustExist({ folders, files }: Ground, { place, isLink }: Claim): boolean {
  if (place.line !== null) return true;
  const pieces = place.path.split("/");
  const isBelow = (count: number): boolean => folders.has(pieces.slice(0, count).join("/"));
  if (isFileName(place.path)) return isLink || pieces.length > 2 || isBelow(1) || files.length === 0;
  return pieces.length > 2 && isBelow(2);
}

/** Lines around a place at which a symbol may stand. */
const reach = 25;

async function missingSymbol(
  ground: Ground,
  { place, symbol }: Claim,
  paths: readonly string[],
): Promise<string | null> {
  const word = symbol.split(/\.|#|::/).at(-1) ?? symbol;
  const pattern = new RegExp(`(?<![\\w$])${word.replaceAll("$", "\\$")}(?![\\w$])`);
  for (const path of paths) {
    const lines = ((await ground.text(path)) ?? "").split("\n");
    const near =
      place.line === null
        ? lines
        : lines.slice(Math.max(0, place.line - 1 - reach), (place.lastLine ?? place.line) + reach);
    if (near.some((line) => pattern.test(line))) return null;
  }
  const lines = ((await ground.text(paths[0] ?? "")) ?? "").split("\n");
  const stands = lines.findIndex((line) => pattern.test(line)) + 1;
  if (stands > 0) return `\`${symbol}\` is not at line ${place.line} of ${paths[0]} but at line ${stands}`;
  const words = new Set(lines.flatMap((line) => line.slice(0, 500).match(/[A-Za-z_$][\w$]{2,80}/g) ?? []));
  const like = nearest(word, words);
  const guess = like.length === 0 ? "" : `; did you mean ${like.join(" or ")}?`;
  return `there is no \`${symbol}\` in ${paths[0]} ${ground.where}${guess}; name what is there, or say that it is new`;
}
