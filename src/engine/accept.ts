import type { Product } from "../core/event.ts";
import type { Verdict } from "../core/evidence.ts";
import { parseChoice } from "../gates/choice/choice.ts";
import { changesFiles } from "../core/phase.ts";
import { gateNamed } from "../gates/index.ts";
import { parseCodeVerdict, parsePlansVerdict } from "../gates/review/verdict.ts";
import type { AttemptScene } from "./scene.ts";
import { sha256 } from "./context.ts";
import { failpoint } from "./failpoint.ts";
import type { Judgement } from "./judge-attempt.ts";

/** Make an accepted attempt part of the run: branch, push, artifact on the forge. Each deed is found when done again. */
export async function accept(
  scene: AttemptScene,
  judgement: Judgement,
  text: string,
): Promise<{ product: Product; pushed: Verdict | null }> {
  const { hands, duty, state, policy } = scene;
  const pushed = await push(scene, judgement);
  const version = (state.artifacts[duty.writes]?.version ?? 0) + 1;
  const digest = sha256(text);
  const url = await post(scene, text, { version, digest });
  const product: Product = {
    artifact: duty.writes,
    version,
    url,
    digest,
    commit: judgement.candidate === state.head ? null : judgement.candidate,
    tree: await hands.repository.treeOf(judgement.candidate),
    paths: judgement.changes.map(({ path }) => path),
    newTests: judgement.changes
      .filter(({ kind, path }) => kind === "added" && hands.checks.isTest(path) && !policy.mayEditTests)
      .map(({ path }) => path),
    ...reviewed(scene, text),
    ...chosen(judgement),
  };
  return { product, pushed };
}

/** What a review sends back; the gate has proved that its verdict can be read. */
function reviewed({ duty }: AttemptScene, text: string): Pick<Product, "revise" | "blocking" | "review"> {
  if (duty.verdict === "plans") {
    const { artifacts } = parsePlansVerdict(text);
    const revise = Object.entries(artifacts).filter(([, plan]) => plan.verdict === "revise");
    return {
      revise: Object.fromEntries(revise.map(([name, plan]) => [name, plan.feedback ?? []])),
      blocking: [],
    };
  }
  if (duty.verdict === "code") {
    const { findings, closed } = parseCodeVerdict(text);
    const blocking = findings.filter(({ severity }) => severity === "blocking");
    return { revise: {}, blocking, review: { findings, closed } };
  }
  return { revise: {}, blocking: [] };
}

/** How the run recovers, where the turn was to choose that; the gate has proved that it can be read. */
function chosen({ gate }: Judgement): Pick<Product, "choice"> {
  if (gate.offers.length === 0) return {};
  const choice = parseChoice(gate.artifact, gate);
  return typeof choice === "string" ? {} : { choice };
}

async function push({ hands, state }: AttemptScene, judgement: Judgement): Promise<Verdict | null> {
  const { repository, definition, forge } = hands;
  if (judgement.candidate !== state.head) {
    await repository.setBranch(definition.branch, judgement.candidate);
    failpoint("attempt.branch-set");
    await repository.push(forge.remote, definition.branch, judgement.candidate);
    failpoint("attempt.pushed");
  }
  return judgement.provePush ? gateNamed("pushed").check(judgement.gate) : null;
}

/** Planning artifacts are comments on the issue, later ones on the pull request; one comment an artifact, edited in place. */
async function post(
  scene: AttemptScene,
  text: string,
  made: { version: number; digest: string },
): Promise<string> {
  const { context, hands, turn, duty } = scene;
  const run = hands.definition.id;
  const name = duty.writes;
  await hands.shelf.save({
    name,
    version: made.version,
    step: turn.step,
    digest: made.digest,
    body: text,
    at: context.parts.now().toISOString(),
  });
  failpoint("attempt.artifact-saved");
  const started = await hands.journal.started();
  if (!started) throw new Error(`run ${run} has not begun`);
  const early = !changesFiles(turn.phase);
  const comment = await hands.forge.ensureComment(
    { issue: early ? started.issue : started.pullRequest },
    {
      marker: `phasegate run=${run} artifact=${name}`,
      body: artifactComment(turn.role, { name, ...made, text }),
    },
  );
  failpoint("attempt.artifact-posted");
  return comment.url;
}

/** An artifact as the forge shows it. */
export const artifactComment = (
  role: string,
  { name, version, digest, text }: { name: string; version: number; digest: string; text: string },
): string => `## ${name}\n\n_${role}, version ${version}, sha256 ${digest.slice(0, 16)}_\n\n${text}`;
