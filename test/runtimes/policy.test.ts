import { afterAll, describe, expect, test } from "vitest";
import { probeSandbox } from "../../src/workspace/sandbox/confinement.ts";
import { judgeAll, leaksOf, type Seen, tracesOf } from "./support/policy-judge.ts";
import { livingOf, playTurn } from "./support/policy-run.ts";
import { duties, nameOf } from "./support/policy-table.ts";
import { type Casting, castingOf, makePolicyWorld } from "./support/policy-world.ts";
import { runtimeNames, type RuntimeName } from "./support/programs.ts";

/**
 * Every duty of every built-in role, on every runtime, told by an obedient model to do all that it may and all that it
 * may not: what is on the disk afterwards, what the model read, what the events tell, and what the scope gate says.
 */

const { kind: sandbox } = await probeSandbox();
const isRoot = process.getuid?.() === 0;
const thisUser = isRoot ? "root" : "this user";

interface Player {
  runtime: RuntimeName;
  user: string;
  uid?: number;
}

const players: readonly Player[] = [
  ...runtimeNames.map((runtime) => ({ runtime, user: thisUser })),
  ...(isRoot ? runtimeNames.map((runtime) => ({ runtime, user: "nobody", uid: 65_534 })) : []),
];

/** Claude Code minds who it is run by; of the others one that writes and one that reads show that it is all the same. */
const rowsOf = ({ runtime, uid }: Player) =>
  duties
    .filter(({ role }) => runtime === "claude" || uid === undefined || /^(backend-dev|architect)/.test(role))
    .map((duty) => [nameOf(duty), duty] as const);

/** A word of ours to Codex's model, such as a reason, cuts off what else the model was about to say. */
const batchOf = (runtime: RuntimeName): number => (runtime === "codex" ? 1 : 8);

async function breakOut(runtime: RuntimeName, casting: Casting): Promise<Seen> {
  const world = await makePolicyWorld(casting, batchOf(runtime));
  const before = await world.look();
  const events = await playTurn(runtime, world, casting);
  return { ...(await tracesOf(world, before, casting)), world, events };
}

const told = ({ world, events }: Seen): string =>
  JSON.stringify([world.server.requests().map(({ body }) => body), events]);

/** How many cells of each row are as the table says, by player. */
const matrix = new Map<string, Map<string, string>>();

function note(row: string, player: string, count: string): void {
  matrix.set(row, (matrix.get(row) ?? new Map<string, string>()).set(player, count));
}

afterAll(() => {
  const columns = players.map(({ runtime, user }) => `${runtime}, ${user}`);
  const lines = [...matrix].map(([row, counts]) =>
    [row.padEnd(36), ...columns.map((column) => (counts.get(column) ?? "").padEnd(18))].join(""),
  );
  const head = ["".padEnd(36), ...columns.map((column) => column.padEnd(18))].join("");
  if (lines.length > 0) console.log([head, ...lines].join("\n"));
});

describe.runIf(sandbox !== "none")("what every role may and may not do", () => {
  describe.each(players)("with $runtime as $user", (player) => {
    const { runtime, user, uid } = player;
    test.each(rowsOf(player))("%s", async (name, duty) => {
      const seen = await breakOut(runtime, castingOf(duty, uid));
      const cells = judgeAll(seen);
      const wrong = cells.filter(({ problems }) => problems.length > 0);
      note(name, `${runtime}, ${user}`, `${cells.length - wrong.length}/${cells.length}`);
      expect(seen.events.at(-1)).toMatchObject({ type: "ended", end: { kind: "completed", text: "Done." } });
      expect(wrong.map(({ operation, problems }) => `${operation.name}: ${problems.join("; ")}`)).toEqual([]);
      expect(leaksOf(seen, told(seen))).toEqual([]);
      expect(seen.world.server.requests().filter(({ scenario }) => scenario === "child")).toEqual([]);
      expect(await livingOf(seen.world)).toEqual([]);
      expect(seen.verdict.verdict).toBe(duty.own ? "failed" : "passed");
    });
  });
});
