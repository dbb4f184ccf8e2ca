import type { Evidence } from "../../core/evidence.ts";
import { repeatedCheck, type Repeated } from "../../core/verification.ts";
import { checksOfProfile } from "../context.ts";
import type { Ground } from "./ground.ts";
import { compared, firstLine, messageOf, quoted, short } from "./rows.ts";

/** Every recorded check of the base commit and of the head, run again in a fresh checkout with fresh dependencies. */
export async function repeatChecks(ground: Ground): Promise<Repeated[]> {
  const { definition, state } = ground;
  const rows: Repeated[] = [];
  for (const commit of new Set([definition.base, state.head])) rows.push(...(await checksOn(ground, commit)));
  return rows;
}

async function checksOn(ground: Ground, commit: string): Promise<Repeated[]> {
  const { definition, hands, store } = ground;
  const on = commit === definition.base ? "base" : "head";
  const tree = (await ground.has(commit)) ? await hands.repository.treeOf(commit) : (ground.state.tree ?? "");
  const recorded = await store.recorded(definition.id, tree);
  const wanted = checksOfProfile(definition.profile.parts).flatMap(({ part, kind }) => {
    const evidence = recorded[`${part}/${kind}`];
    return evidence ? [{ part, kind, evidence }] : [];
  });
  return Promise.all(
    wanted.map(async ({ part, kind, evidence }) => {
      const of = { what: `check ${part}/${kind} on the ${on}`, repeat: byHand(ground, commit, evidence) };
      try {
        ground.signal.throwIfAborted();
        ground.tell(`running ${of.what} ${short(commit)}`);
        return repeatedCheck(of, evidence, await hands.checks.run(commit, part, kind));
      } catch (error) {
        ground.signal.throwIfAborted();
        const why = `could not be run: ${firstLine(messageOf(error))}`;
        return compared(of.what, `exit code ${evidence.exitCode}`, why, of.repeat);
      }
    }),
  );
}

/** What a person types to see the same. */
function byHand({ definition, hands }: Ground, commit: string, { command }: Evidence): string {
  const part = definition.profile.parts.find(({ path }) => path !== "." && command.startsWith(`${path}: `));
  const setup = definition.profile.setup?.command.map(quoted).join(" ");
  return [
    `git clone -q ${quoted(definition.forge ? hands.forge.remote : definition.repository)} again`,
    "cd again",
    `git checkout -q ${commit}`,
    ...(setup === undefined ? [] : [setup]),
    ...(part ? [`cd ${quoted(part.path)}`] : []),
    part ? command.slice(part.path.length + 2) : command,
  ].join(" && ");
}
