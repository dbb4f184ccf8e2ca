import { findingsText } from "../core/findings.ts";
import { specOf } from "../core/priming.ts";
import { buildPrompt, feedbackText, interruptionText, type Prompt, type Reading } from "../core/prompt.ts";
import { profileBrief } from "../profile/brief.ts";
import type { AttemptScene } from "./scene.ts";
import { recordedChecks, sha256 } from "./context.ts";

/** The longest diff that goes into a prompt, in characters. */
const diffLimit = 200_000;

/** What the agent is told: all of it at first, only what is new when it goes on in its session. */
export async function promptOf(scene: AttemptScene): Promise<Prompt> {
  const { hands, turn, role, duty } = scene;
  const nonce = sha256(`${hands.definition.id}/${hands.definition.createdAt}`).slice(0, 12);
  if (turn.resume !== null && turn.interruption !== null)
    return { shared: "", own: interruptionText(turn.interruption, nonce) };
  if (turn.resume !== null && turn.feedback) return { shared: "", own: feedbackText(turn.feedback, nonce) };
  const texts = await reading(scene);
  const spec = specOf(hands.definition);
  return buildPrompt({
    role,
    duty,
    nonce,
    profileBrief: profileBrief(hands.definition.profile),
    spec: texts.find(({ name }) => name === spec) ?? null,
    artifacts: texts.filter(({ name }) => name !== spec),
    feedback: turn.feedback,
  });
}

/** Newest versions of what the step reads, in a stable order: the engine's own first. */
async function reading(scene: AttemptScene): Promise<Reading[]> {
  const names = scene.turn.overrides.reads ?? scene.duty.reads;
  const texts: Reading[] = [];
  for (const name of names) {
    const text = await engineArtifact(scene, name);
    if (text !== null) texts.push({ name, text });
  }
  const written = await scene.hands.shelf.newest();
  for (const [name, text] of Object.entries(written)) {
    if (names.includes("*") || names.includes(name)) texts.push({ name, text });
  }
  return texts;
}

async function engineArtifact({ hands, state }: AttemptScene, name: string): Promise<string | null> {
  const { definition, repository } = hands;
  switch (name) {
    case "issue":
      return `# ${definition.feature.title}\n\n${definition.feature.body}`;
    case "diff":
      return repository.diff(definition.base, state.head, diffLimit);
    case "checks":
    case "evidence": {
      const evidence = await recordedChecks(hands, await repository.treeOf(state.head));
      return evidence.map((e) => `$ ${e.command}\nexit code ${e.exitCode}\n${e.outputTail}`).join("\n\n");
    }
    case "findings":
      return findingsText(state.findings);
    default:
      return null;
  }
}
