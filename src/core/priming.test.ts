import { expect, test } from "vitest";
import type { Cast } from "./casting.ts";
import type { Definition } from "./definition.ts";
import { noBudget } from "./budget.ts";
import { noLimits } from "./limits.ts";
import { primingKey, specOf } from "./priming.ts";
import { definitionOf, onePhase, team } from "./run.fixture.ts";

const cast = (model: string | undefined): Cast => ({
  runtime: { name: "claude", options: {}, command: ["claude"], model },
  budget: noBudget,
  limits: noLimits,
});

const castWith = (models: Record<string, string | undefined>): Definition =>
  definitionOf(undefined, {
    casting: Object.fromEntries(Object.entries(models).map(([role, model]) => [role, cast(model)])),
  });

const planning = (role: string) => ({ phase: "planning", role }) as const;

test("the specification is what the first step of the workflow writes", () => {
  expect(specOf(definitionOf())).toBe("pm-spec");
  expect(specOf(definitionOf(onePhase("ready", "{ sequence: [] }")))).toBeNull();
  expect(
    primingKey(definitionOf(onePhase("ready", "{ sequence: [] }")), planning("architect"), ["pm-spec"]),
  ).toBeNull();
});

test("roles that begin together and read it with the same model and tools share a key", () => {
  const definition = castWith({ "ui-designer": "sonnet", "test-writer": "sonnet", architect: "opus" });
  const key = primingKey(definition, planning("ui-designer"), ["pm-spec"]);
  expect(key).toBe("claude-sonnet-default-coding");
  expect(primingKey(definition, planning("test-writer"), ["*"])).toBe(key);
});

test("a role has none that does not read it, would be alone, or takes its turn after others", () => {
  const definition = castWith({ architect: "opus" });
  expect(primingKey(definition, planning("test-writer"), ["test-plan", "diff"])).toBeNull();
  expect(primingKey(definition, planning("architect"), ["pm-spec"])).toBeNull();
  expect(primingKey(definition, { phase: "quality", role: "code-reviewer" }, ["*"])).toBeNull();
});

test("a role of another tier has other tools, so it shares no key", () => {
  const reasoning = { ...team["architect"], tier: "reasoning" } as (typeof team)[string];
  const definition = { ...castWith({}), roles: { ...team, architect: reasoning } };
  expect(primingKey(definition, planning("architect"), ["pm-spec"])).toBeNull();
  expect(primingKey(definition, planning("ui-designer"), ["pm-spec"])).toBe(
    "scripted-default-default-coding",
  );
  expect(primingKey(definition, planning("nobody"), ["*"])).toBeNull();
});
