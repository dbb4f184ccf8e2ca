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

test("the specification is what the first step of the workflow writes", () => {
  expect(specOf(definitionOf())).toBe("pm-spec");
  expect(specOf(definitionOf(onePhase("ready", "{ sequence: [] }")))).toBeNull();
  expect(
    primingKey(definitionOf(onePhase("ready", "{ sequence: [] }")), "architect", ["pm-spec"]),
  ).toBeNull();
});

test("roles that read it with the same model and tools share a key, and others have another one", () => {
  const definition = castWith({
    "ui-designer": "sonnet",
    "test-writer": "sonnet",
    architect: "opus",
    "code-reviewer": "opus",
  });
  const key = primingKey(definition, "ui-designer", ["pm-spec"]);
  expect(key).toBe("claude-sonnet-default-coding");
  expect(primingKey(definition, "test-writer", ["pm-spec"])).toBe(key);
  expect(primingKey(definition, "architect", ["*"])).toBe("claude-opus-default-coding");
});

test("a role that does not read it has no key, and neither has one that would be alone", () => {
  const definition = castWith({ architect: "opus" });
  expect(primingKey(definition, "test-writer", ["test-plan", "diff"])).toBeNull();
  expect(primingKey(definition, "architect", ["pm-spec"])).toBeNull();
});

test("a role of another tier has other tools, so it shares no key", () => {
  const reasoning = { ...team["architect"], tier: "reasoning" } as (typeof team)[string];
  const definition = { ...castWith({}), roles: { ...team, architect: reasoning } };
  expect(primingKey(definition, "architect", ["pm-spec"])).toBeNull();
  expect(primingKey(definition, "ui-designer", ["pm-spec"])).toBe("scripted-default-default-coding");
  expect(primingKey(definition, "nobody", ["*"])).toBeNull();
});
