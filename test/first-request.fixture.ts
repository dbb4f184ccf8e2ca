import { buildPrompt, type Reading, systemPrompt } from "../src/core/prompt.ts";
import type { Duty, Role } from "../src/core/role.ts";
import type { Tier } from "../src/core/tier.ts";
import { loadTeam } from "../src/team/load.ts";

/** How far a figure may be from what was recorded. */
export const slack = 0.05;

/** An estimate, as the scripted model server makes it. */
export const tokensOf = (text: string): number => Math.ceil(Buffer.byteLength(text) / 3.5);

/**
 * Tokens of what this project says to a role before anything of the user's feature: system prompt, role and frame, by
 * role and artifact. Record a figure again when a role changes on purpose.
 */
export const recordedPrompts: Readonly<Record<string, number>> = {
  "architect/system-plan": 1153,
  "backend-developer/backend-implementation": 1042,
  "builder/build-report": 1174,
  "code-optimizer/optimization-report": 958,
  "code-reviewer/code-review": 1335,
  "code-simplifier/simplification-report": 943,
  "documentation-expert/documentation": 955,
  "frontend-developer/frontend-implementation": 1143,
  "planner/plan": 1216,
  "product-manager/plan-review": 1143,
  "product-manager/pm-spec": 1095,
  "project-manager/recovery-choice": 1356,
  "project-manager/run-report": 1299,
  "quality-checker/quality-report": 916,
  "test-writer/test-implementation": 1056,
  "test-writer/test-plan": 987,
  "ui-designer/design-plan": 969,
};

/** Tokens that a runtime adds to it in its first request, by tier: tools and words of its own. */
export const recordedRuntimes: Readonly<Record<string, Readonly<Record<Tier, number>>>> = {
  claude: { reasoning: 2015, coding: 3173, coordination: 3172 },
  codex: { reasoning: 1586, coding: 1586, coordination: 1586 },
  gemini: { reasoning: 3459, coding: 3456, coordination: 3453 },
};

/** What a role is told first in one of its duties, with empty artifacts. */
export interface FirstPrompt {
  /** Role and artifact. */
  name: string;
  tier: Tier;
  prompt: string;
  /** The prompt and the system prompt. */
  tokens: number;
}

/** One for each duty of each built-in role. */
export async function firstPrompts(): Promise<FirstPrompt[]> {
  const { roles } = await loadTeam({});
  return Object.values(roles).flatMap((role) =>
    Object.values(role.duties).map((duty) => firstPrompt(role, duty)),
  );
}

function firstPrompt(role: Role, duty: Duty): FirstPrompt {
  const artifacts = duty.reads.filter((name) => name !== "*").map((name): Reading => ({ name, text: "" }));
  const parts = {
    role,
    duty,
    profileBrief: "",
    spec: null,
    artifacts,
    feedback: null,
    nonce: "0123456789ab",
  };
  const { shared, own } = buildPrompt(parts);
  const prompt = `${shared}\n\n${own}`;
  const name = `${role.name}/${duty.writes}`;
  return { name, tier: role.tier, prompt, tokens: tokensOf(systemPrompt) + tokensOf(prompt) };
}
