import type { StepRef } from "../../core/event.ts";
import { type ReadRecord, type RecordedVersion, recordRef, readRecord, refused } from "../../core/record.ts";
import { type Commit, historyOf, trailersOf } from "../../workspace/history.ts";
import { fetchRecord, readRecordFiles } from "../../workspace/record.ts";
import { sha256 } from "../context.ts";
import type { FoundRun, Ground } from "./find.ts";
import { noRecord } from "./no-record.ts";

/** A run whose record holds against the branch at the forge. */
export interface ProvenRun extends ReadRecord {
  /** Versions of artifacts from which the record left out secrets: their text is not what was accepted. */
  redacted: string[];
  /** Commits on the branch that the record does not know: work of the last minutes, or somebody else's. */
  unknown: number;
}

/** Read the record of a run and hold it against the forge. Throws UserError for whatever is not proven. */
export async function proveRun(ground: Ground, found: FoundRun): Promise<ProvenRun> {
  const { forge, repository } = ground;
  const remote = { remote: forge.remote, authorization: () => forge.authorization() };
  const head = await fetchRecord(repository, remote, recordRef(found.run));
  if (head === null || found.record === null) throw await noRecord(ground, found, head);
  if (!(await repository.isAncestor(found.record, head)))
    throw refused(`the tracker names ${short(found.record)}, which is not in ${recordRef(found.run)}`);
  const read = readRecord(found.run, await readRecordFiles(repository, head));
  await proveItems(ground, found, read);
  const commits = await branchOf(ground, read);
  for (const accepted of acceptedIn(read)) proveCommit(accepted, commits, read);
  if (!commits.has(read.state.head) && read.state.head !== read.definition.base)
    throw refused(`its head ${short(read.state.head)} is not on ${read.definition.branch}`);
  const redacted = read.versions.filter((version) => !isWhole(version)).map(({ product }) => nameOf(product));
  return { ...read, redacted, unknown: await unknownOf(ground, read, commits) };
}

/** The record tells of the issue and the pull request that it was found by. */
async function proveItems({ forge }: Ground, { issue }: FoundRun, { events, definition }: ReadRecord) {
  const started = events[0]?.event;
  if (started?.type !== "run.started" || started.issue !== issue) throw refused(`it is not about #${issue}`);
  const { head } = await forge.pullRequest(started.pullRequest);
  if (head !== definition.branch)
    throw refused(
      `pull request #${started.pullRequest} is of ${head}, and the record of ${definition.branch}`,
    );
}

/** The branch's own commits at the forge, by name. */
async function branchOf(
  { forge, repository }: Ground,
  { definition }: ReadRecord,
): Promise<Map<string, Commit>> {
  const { branch, base } = definition;
  const tip = await repository.remoteBranch(forge.remote, branch);
  if (tip === null) throw refused(`there is no branch ${branch} any more`);
  await repository.bring(forge.remote, tip);
  if (!(await repository.isAncestor(base, tip)))
    throw refused(`${branch} does not begin at ${short(base)}, as the record says`);
  return new Map((await historyOf(repository, base, tip)).map((commit) => [commit.id, commit]));
}

interface AcceptedCommit {
  ref: StepRef;
  commit: string;
  tree: string | undefined;
  /** Somebody pushed afterwards, so that it may have been rebased. */
  isMoved: boolean;
}

function acceptedIn({ events }: ReadRecord): AcceptedCommit[] {
  const lastMove = events.findLastIndex(({ event }) => event.type === "branch.moved");
  return events.flatMap(({ event }, index) => {
    if (event.type !== "attempt.ended" || event.outcome.kind !== "accepted") return [];
    const { commit, tree } = event.outcome.product;
    return commit === null ? [] : [{ ref: event, commit, tree, isMoved: index < lastMove }];
  });
}

/** It is on the branch, with its tree and the names of run, step, role and attempt; or was rebased with them. */
function proveCommit(
  { ref, commit, tree, isMoved }: AcceptedCommit,
  commits: ReadonlyMap<string, Commit>,
  { definition }: ReadRecord,
): void {
  const there = commits.get(commit);
  const bears = ({ message }: Commit): boolean => isOf(message, definition.id, ref);
  const what = `commit ${short(commit)} of ${ref.step}`;
  if (there && !bears(there)) throw refused(`${what} does not bear the names of its run and step`);
  if (there && tree !== undefined && there.tree !== tree) throw refused(`${what} has another tree`);
  if (there || (isMoved && [...commits.values()].some(bears))) return;
  throw refused(`${what} is not on ${definition.branch}`);
}

function isOf(message: string, run: string, { step, role, attempt, rejudges }: StepRef): boolean {
  const trailers = trailersOf(message);
  const names = { Run: run, Step: step, Role: role, Attempt: String(rejudges ?? attempt) };
  return Object.entries(names).every(([name, value]) => trailers.get(`Phasegate-${name}`) === value);
}

/** Whether the text is the accepted one. It may differ only by secrets that the record left out. */
function isWhole({ product, text }: RecordedVersion): boolean {
  if (sha256(text) === product.digest) return true;
  if (text.includes("[removed: ")) return false;
  throw refused(`the text of ${nameOf(product)} is not the one that was accepted`);
}

const nameOf = ({ artifact, version }: RecordedVersion["product"]): string => `${artifact}@${version}`;

async function unknownOf(
  { repository }: Ground,
  { state }: ReadRecord,
  commits: ReadonlyMap<string, Commit>,
): Promise<number> {
  const tip = [...commits.keys()].at(-1);
  return tip === undefined ? 0 : (await historyOf(repository, state.head, tip)).length;
}

const short = (commit: string): string => commit.slice(0, 12);
