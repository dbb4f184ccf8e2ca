import { stringify } from "yaml";
import type { Action } from "../../src/runtimes/scripted/scenario.ts";

interface Part {
  do?: Action[];
  say: string;
  usage?: Record<string, number>;
}

export type Script = Record<string, Part[]>;

/** A document with these level-2 headings and something below each. */
export const document = (...headings: string[]): string =>
  headings.map((name) => `## ${name}\n\nNothing special.\n`).join("\n");

export const verdict = (value: unknown): string => `\n\`\`\`json\n${JSON.stringify(value)}\n\`\`\`\n`;

export const approval = `## Findings\n\nNone.\n\n## Verdict\n${verdict({ verdict: "approve", findings: [] })}`;

export const plan: Part = { say: document("Requirements", "Changes", "Tests", "Risks") };

export const buildReport = document("Changes", "Decisions", "Deviations", "How to try it");

const usage = { inputTokens: 1000, outputTokens: 100, costUsd: 0.01 };

/** What `trio` needs: a plan, work that its first try gets wrong, and a review. */
export const trioScript: Script = {
  "planning/planner": [{ ...plan, usage }],
  "implementation/builder": [
    {
      do: [{ write: { path: "backend/reviews.js", text: "export const reviews = []; // BAD-lint\n" } }],
      say: buildReport,
      usage,
    },
    {
      do: [
        { edit: { path: "backend/reviews.js", find: " // BAD-lint", replace: "" } },
        { write: { path: "frontend/reviews.js", text: "export const list = () => 'reviews';\n" } },
      ],
      say: buildReport,
      usage,
    },
  ],
  "quality/code-reviewer": [{ say: approval, usage }],
};

/** The text of a scenario file; the agent keeps its own log in agent.log beside it. */
export function scenario(steps: Script): string {
  return stringify({ name: "small", log: "agent.log", steps });
}
