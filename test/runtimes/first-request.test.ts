import { describe, expect, test } from "vitest";
import { systemPrompt } from "../../src/core/prompt.ts";
import { tiers } from "../../src/core/tier.ts";
import { eventsOf, makeStage } from "../../src/runtimes/runtime.testsuite.ts";
import { type FirstPrompt, firstPrompts, recordedRuntimes, slack } from "../first-request.fixture.ts";
import { listOf } from "../model-server/json.ts";
import { type LoggedRequest, requestsOf } from "../model-server/model-server.ts";
import { runtimeNames } from "./support/programs.ts";
import { real, type Real } from "./support/real.ts";

const prompts = await firstPrompts();

interface First extends FirstPrompt {
  request: LoggedRequest;
  /** Of the whole request. */
  sent: number;
}

/** The first request of every duty of every role, all to one model, one after the other. */
async function firstRequests({ runtime, choice, modelFor }: Real): Promise<First[]> {
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

describe.each(runtimeNames)("with the real %s", (name) => {
  test("first requests cost what was recorded, and begin alike within a tier", async () => {
    const firsts = await firstRequests(real(name));
    for (const tier of tiers) {
      const alike = firsts.filter((first) => first.tier === tier);
      const recorded = recordedRuntimes[name]?.[tier] ?? 0;
      for (const first of alike) {
        const { sent, tokens } = first;
        const said = `${first.name}: ${added(first)} beside what it is told, recorded ${recorded}`;
        const most = (tokens + recorded) * (1 + slack);
        expect(sent, `${said}; it has grown`).toBeLessThanOrEqual(most);
        expect(sent, `${said}; record the smaller figure`).toBeGreaterThan(most / (1 + slack) ** 2);
      }
      const prefixes = new Set(alike.map(({ request }) => JSON.stringify(prefixOf(request))));
      expect(prefixes.size, `one prefix for ${tier}`).toBe(1);
      if (name !== "claude") continue;
      const unread = alike.slice(1).filter((first) => !readsPrefix(first));
      expect(
        unread.map((first) => first.name),
        "read tools and system prompt from the cache",
      ).toEqual([]);
    }
  }, 600_000);
});
