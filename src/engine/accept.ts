import type { Product } from "../core/event.ts";
import type { Verdict } from "../core/evidence.ts";
import { parseChoice } from "../gates/choice/choice.ts";
import { gateNamed } from "../gates/index.ts";
import { parseCodeVerdict, parsePlansVerdict } from "../gates/review/verdict.ts";
import type { ArtifactVersion } from "../store/store.ts";
import type { AttemptScene } from "./scene.ts";
import { sha256 } from "./context.ts";
import { failpoint } from "./failpoint.ts";
import type { Judgement } from "./judge-attempt.ts";

type Kept = Pick<ArtifactVersion, "version" | "digest" | "body">;

/** Make an accepted attempt part of the run: branch, push, artifact. Each deed is found when done again. */
export async function accept(
  scene: AttemptScene,
  judgement: Judgement,
  text: string,
): Promise<{ product: Product; pushed: Verdict | null }> {
  const { hands, duty, state, policy } = scene;
  const pushed = await push(scene, judgement);
  const version = (state.artifacts[duty.writes]?.version ?? 0) + 1;
  const digest = sha256(text);
  await keep(scene, { version, digest, body: text });
  const product: Product = {
    artifact: duty.writes,
    version,
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

/** The artifact is kept here; what is kept goes to the forge when the attempt is recorded. */
async function keep({ context, hands, turn, duty }: AttemptScene, made: Kept): Promise<void> {
  const at = context.parts.now().toISOString();
  await hands.shelf.save({ name: duty.writes, step: turn.step, at, ...made });
  failpoint("attempt.artifact-saved");
}
