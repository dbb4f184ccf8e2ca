import { expect, test } from "vitest";
import type { RuntimeChoice } from "../core/agent.ts";
import type { Cast } from "../core/casting.ts";
import { noLimits } from "../core/limits.ts";
import { refuseUnpriced, unpricedModels } from "./priced.ts";

const cast = (runtime: Partial<RuntimeChoice>, usd: number | null = null): Cast => ({
  runtime: { name: "claude", options: {}, ...runtime },
  budget: { usd, tokens: null },
  limits: noLimits,
});

const unknown = cast({ model: "nobody-knows-9" });

test("a model that no list knows is unpriced; an alias and a runtime's own default are left to the run", async () => {
  const casts = [unknown, unknown, cast({ model: "opus" }), cast({ model: "opus[1m]" }), cast({})];
  expect(await unpricedModels(casts)).toEqual(["nobody-knows-9"]);
});

test("a price of the person's own is a price", async () => {
  const prices = { "nobody-knows-9": { input: 1, output: 2 } };
  expect(await unpricedModels([cast({ model: "nobody-knows-9", prices })])).toEqual([]);
});

test("money that cannot be counted is refused before the run, for the run and for a role", async () => {
  const inMoney = { usd: 3, tokens: null };
  const inTokens = { usd: null, tokens: 3 };
  await expect(refuseUnpriced({ builder: unknown }, inMoney)).rejects.toThrow(
    "no price is known for nobody-knows-9",
  );
  await expect(
    refuseUnpriced({ builder: cast({ model: "nobody-knows-9" }, 1) }, inTokens),
  ).rejects.toMatchObject({ code: "UNPRICED_MODEL" });
  await refuseUnpriced({ builder: unknown }, inTokens);
  await refuseUnpriced({ builder: cast({ model: "opus" }) }, inMoney);
});
