import { describe, expect, test } from "vitest";
import type { RuntimeChoice } from "../../src/core/agent.ts";
import { systemPrompt } from "../../src/core/prompt.ts";
import { tiers } from "../../src/core/tier.ts";
import { acpRuntime } from "../../src/runtimes/acp/acp-runtime.ts";
import { claudeRuntime } from "../../src/runtimes/claude/claude-runtime.ts";
import { codexRuntime } from "../../src/runtimes/codex/codex-runtime.ts";
import type { Runtime } from "../../src/runtimes/runtime.ts";
import { eventsOf, makeStage } from "../../src/runtimes/runtime.testsuite.ts";
import { type FirstPrompt, firstPrompts, recordedRuntimes, slack } from "../first-request.fixture.ts";
import { listOf } from "../model-server/json.ts";
import {
  type LoggedRequest,
  type ModelScript,
  type ModelServer,
  requestsOf,
} from "../model-server/model-server.ts";
import { choice as gemini, modelFor as modelForGemini } from "./arrange-acp.ts";
import { choice as claude, modelFor as modelForClaude } from "./arrange-claude.ts";
import { choice as codex, modelFor as modelForCodex } from "./arrange-codex.ts";

interface Program {
  name: string;
  runtime: Runtime;
  choice: RuntimeChoice;
  modelFor: (script: ModelScript, folder: string) => Promise<ModelServer>;
}

const programs: Program[] = [
  { name: "claude", runtime: claudeRuntime, choice: claude, modelFor: modelForClaude },
  { name: "codex", runtime: codexRuntime, choice: codex, modelFor: modelForCodex },
  { name: "gemini", runtime: acpRuntime, choice: gemini, modelFor: modelForGemini },
];

/** Each arrangement forgets the variables of the others. */
const keys = { ANTHROPIC_API_KEY: "dummy", OPENAI_API_KEY: "dummy", GEMINI_API_KEY: "dummy" };

const prompts = await firstPrompts();

interface First extends FirstPrompt {
  request: LoggedRequest;
  /** Of the whole request. */
  sent: number;
}

/** The first request of every duty of every role, all to one model, one after the other. */
async function firstRequests({ runtime, choice, modelFor }: Program): Promise<First[]> {
  Object.assign(process.env, keys);
  const { folder } = await makeStage();
  const script = prompts.map((_, index) => [`first-${index}`, [{ say: "Done." }]] as const);
  const server = await modelFor(Object.fromEntries(script), folder);
  const firsts: First[] = [];
  for (const [index, first] of prompts.entries()) {
    const { assignment } = await makeStage();
    const prompt = `${first.prompt}\n[[S:first-${index}]]`;
    const changes = { tier: first.tier, system: systemPrompt, prompt };
    await eventsOf(runtime, assignment(choice, changes));
    const [request] = requestsOf(server, `first-${index}`);
    if (!request) throw new Error(`${first.name} has sent nothing`);
    const { inputTokens, cacheReadTokens, cacheWriteTokens } = request.told;
    firsts.push({ ...first, request, sent: inputTokens + cacheReadTokens + cacheWriteTokens });
  }
  return firsts;
}

/** What comes before the first message. */
const prefixOf = ({ body }: LoggedRequest): unknown[] => [
  body["tools"],
  body["system"] ?? body["instructions"] ?? body["systemInstruction"],
];

/** As the server counts the blocks of a request. */
function tokensOfPrefix({ body }: LoggedRequest): number {
  const blocks = [...listOf(body["tools"]), ...listOf(body["system"])].map((block) =>
    JSON.stringify(block, (key, value: unknown) => (key === "cache_control" ? undefined : value)),
  );
  return Math.ceil(blocks.reduce((sum, block) => sum + Buffer.byteLength(block), 0) / 3.5);
}

const readsPrefix = ({ request }: First): boolean => request.told.cacheReadTokens >= tokensOfPrefix(request);

/** Tokens that the runtime adds to what a role is told. */
const added = ({ sent, tokens }: First): number => sent - tokens;

describe.each(programs)("with the real $name", (program) => {
  test("first requests cost what was recorded, and begin alike within a tier", async () => {
    const firsts = await firstRequests(program);
    for (const tier of tiers) {
      const alike = firsts.filter((first) => first.tier === tier);
      const recorded = recordedRuntimes[program.name]?.[tier] ?? 0;
      for (const first of alike) {
        const { name, sent, tokens } = first;
        const said = `${name}: ${added(first)} beside what it is told, recorded ${recorded}`;
        const most = (tokens + recorded) * (1 + slack);
        expect(sent, `${said}; it has grown`).toBeLessThanOrEqual(most);
        expect(sent, `${said}; record the smaller figure`).toBeGreaterThan(most / (1 + slack) ** 2);
      }
      const prefixes = new Set(alike.map(({ request }) => JSON.stringify(prefixOf(request))));
      expect(prefixes.size, `one prefix for ${tier}`).toBe(1);
      if (program.name !== "claude") continue;
      const unread = alike.slice(1).filter((first) => !readsPrefix(first));
      expect(
        unread.map(({ name }) => name),
        "read tools and system prompt from the cache",
      ).toEqual([]);
    }
  }, 600_000);
});
