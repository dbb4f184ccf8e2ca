import type { KeyedEvent } from "../../core/event.ts";
import type { Repeated } from "../../core/verification.ts";
import { type Commit, historyOf, trailersOf } from "../../workspace/history.ts";
import type { Ground } from "./ground.ts";
import { compared, firstLine, quoted, short } from "./rows.ts";

/** How many commits that nobody knows are told one by one. */
const mostUnknown = 20;

/** The branch at the forge is at the recorded head, and its commits are the recorded ones and no others. */
export async function repeatBranch(ground: Ground): Promise<Repeated[]> {
  const { definition, state, tip, hands } = ground;
  const repeat = `git ls-remote ${quoted(hands.forge.remote)} refs/heads/${definition.branch}`;
  const head = compared(
    `branch ${definition.branch} at the forge`,
    short(state.head),
    tip === null ? "there is none" : short(tip),
    repeat,
  );
  const commits = tip === null ? [] : await historyOf(hands.repository, definition.base, tip);
  const onBranch = new Map(commits.map((commit) => [commit.id, commit]));
  const own = ground.events.flatMap(commitOf);
  const moves = ground.events.flatMap(({ event }) => (event.type === "branch.moved" ? [event] : []));
  const others = await Promise.all(
    moves.map(async ({ from, to }) => ((await ground.has(to)) ? historyOf(hands.repository, from, to) : [])),
  );
  const known = new Set([
    ground.started.opening,
    ...own.map(({ commit }) => commit),
    ...others.flat().map(({ id }) => id),
  ]);
  const strange = commits.filter(({ id }) => !known.has(id));
  return [
    head,
    ...(await baseRow(ground)),
    ...own.map((recorded) => commitRow(ground, recorded, onBranch.get(recorded.commit))),
    ...moves.map(({ to, by }) =>
      compared(
        `commits of ${by}`,
        short(to),
        onBranch.has(to) ? short(to) : "not on the branch",
        show(ground, to),
      ),
    ),
    ...strange.slice(0, mostUnknown).map((commit) => strangeRow(ground, commit)),
    ...(strange.length > mostUnknown
      ? [compared("more commits that are not recorded", "none", String(strange.length - mostUnknown), repeat)]
      : []),
  ];
}

async function baseRow({ definition, tip, hands }: Ground): Promise<Repeated[]> {
  if (tip === null || (await hands.repository.isAncestor(definition.base, tip))) return [];
  const repeat = `git merge-base ${short(definition.base)} ${short(tip)}`;
  return [compared("where the branch begins", short(definition.base), "elsewhere", repeat)];
}

interface Recorded {
  commit: string;
  trees: Set<string>;
  step: string;
  role: string;
  attempt: number;
}

/** The commit of an accepted attempt, and every tree that evidence says it has. */
function commitOf({ event }: KeyedEvent, _: number, events: readonly KeyedEvent[]): Recorded[] {
  if (event.type !== "attempt.ended" || event.outcome.kind !== "accepted") return [];
  const { commit, tree } = event.outcome.product;
  if (commit === null) return [];
  const seen = events.flatMap((other) =>
    other.event.type === "gate.judged" ? other.event.verdict.evidence.filter((e) => e.commit === commit) : [],
  );
  const trees = new Set([...(tree === undefined ? [] : [tree]), ...seen.map((evidence) => evidence.tree)]);
  return [{ commit, trees, step: event.step, role: event.role, attempt: event.rejudges ?? event.attempt }];
}

function commitRow(ground: Ground, recorded: Recorded, found: Commit | undefined): Repeated {
  const { commit, step, role, attempt, trees } = recorded;
  const told = { run: ground.definition.id, step, role, attempt: String(attempt) };
  const what = `commit of ${step}`;
  const say = (tree: string, facts: typeof told): string =>
    `${short(commit)}, tree ${short(tree)}, ${facts.role}, attempt ${facts.attempt}`;
  const before = say([...trees].join(" or "), told);
  if (!found) return compared(what, before, `${short(commit)} is not on the branch`, show(ground, commit));
  const trailers = trailersOf(found.message);
  const now = {
    run: trailers.get("Phasegate-Run") ?? "no run",
    step: trailers.get("Phasegate-Step") ?? "no step",
    role: trailers.get("Phasegate-Role") ?? "no role",
    attempt: trailers.get("Phasegate-Attempt") ?? "none",
  };
  const isElsewhere = now.run !== told.run || now.step !== told.step;
  const after = `${say(found.tree, now)}${isElsewhere ? `, of ${now.run} ${now.step}` : ""}`;
  return compared(what, before, after, show(ground, commit));
}

const strangeRow = (ground: Ground, { id, author, message }: Commit): Repeated =>
  compared(
    `commit ${short(id)} on the branch`,
    "not recorded",
    `by ${author}: ${firstLine(message, 60)}`,
    show(ground, id),
  );

function show({ definition, hands }: Ground, commit: string): string {
  const git = `git -C ${quoted(definition.repository)}`;
  const fetch = definition.forge
    ? `${git} fetch -q ${quoted(hands.forge.remote)} ${quoted(definition.branch)} && `
    : "";
  return `${fetch}${git} log -1 --format='%T%n%B' ${commit}`;
}
