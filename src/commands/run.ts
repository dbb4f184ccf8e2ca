import type { RunStatus } from "../core/status.ts";
import { statusOf } from "../core/status.ts";
import { UserError } from "../core/error.ts";
import type { Definition } from "../core/definition.ts";
import type { Engine } from "../engine/engine.ts";
import type { Environment } from "./environment.ts";
import { inForeground } from "./foreground.ts";
import { prepare, type RunFlags } from "./prepare.ts";

/** Deliver a feature from its issue or spec, in the foreground. */
export async function run(
  flags: RunFlags & { json?: boolean; wait?: boolean },
  environment: Environment,
): Promise<number> {
  const { definition, home, notes } = await prepare(flags, environment);
  for (const note of notes) environment.error.write(`note: ${note}\n`);
  const engine = await environment.openEngine(home, { token: flags.token });
  const twin = await twinOf(engine, definition);
  if (twin) {
    await engine.close();
    throw alreadyUnderWay(twin);
  }
  const status = statusOf(definition, [], 0);
  const begin = () => engine.start(definition);
  const [json, wait] = [flags.json === true, flags.wait === true];
  return inForeground({ environment, engine, json, wait, status, begin });
}

/**
 * A run of the same feature in the same repository that has not ended; an issue is the same in every clone. One that
 * waits for a word on its issue would hear what is said to another one.
 */
async function twinOf(
  engine: Engine,
  { repository, feature, forge }: Definition,
): Promise<RunStatus | undefined> {
  const isIssue = forge !== undefined && forge.issue !== null;
  const runs = await engine.list(isIssue ? {} : { repository });
  const open = isIssue ? ["running", "waiting"] : ["running"];
  return runs.find((each) => open.includes(each.status) && each.feature.source === feature.source);
}

function alreadyUnderWay({ id, branch, feature }: RunStatus): UserError {
  return new UserError(
    "ALREADY_RUNNING",
    `run ${id} delivers ${feature.source} on branch ${branch} already`,
    `look: phasegate status ${id}; go on with it: phasegate resume ${id}; end it: phasegate cancel ${id}`,
  );
}
