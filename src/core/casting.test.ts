import { describe, expect, test } from "vitest";
import { type Candidate, castRoles, castScripted, type CastingFacts, type Found } from "./casting.ts";
import { UserError } from "./error.ts";
import type { Role } from "./role.ts";
import { duty, role } from "./run.fixture.ts";
import { noSettings, parseSettings, type Settings } from "./settings.ts";

function candidate(name: string, found: Partial<Found> = {}): Candidate {
  return {
    name,
    vendor: `${name}-vendor`,
    found: {
      runtime: name,
      command: [`/bin/${name}`],
      version: "1.0.0",
      problem: "",
      login: "yes",
      remedy: `mend ${name}`,
      ...found,
    },
    defaults: {
      models: {
        reasoning: { model: `${name}-big`, effort: "high" },
        coding: { model: `${name}-middle` },
        coordination: { model: undefined },
      },
      variables: [`${name.toUpperCase()}_KEY`],
      hosts: [`api.${name}.example`],
    },
    options: {},
  };
}

const claude = candidate("claude");
const codex = candidate("codex");
const builder: Role = role("builder", { implementation: duty("build-report", { edits: ["parts"] }) });
const reviewer: Role = {
  ...role("reviewer", { quality: duty("code-review", { verdict: "code" }) }),
  tier: "reasoning",
};
const settle = (text: string): Settings => parseSettings({ file: "settings.yaml", text });

const cast = (facts: Partial<CastingFacts> = {}) =>
  castRoles({
    roles: [builder, reviewer],
    candidates: [claude, codex],
    settings: noSettings,
    named: null,
    ...facts,
  });

const names = (facts: Partial<CastingFacts> = {}) =>
  Object.entries(cast(facts)).map(([name, { runtime }]) => `${name}: ${runtime.name} ${runtime.model}`);

function refusal(facts: Partial<CastingFacts>): UserError {
  try {
    cast(facts);
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error("expected a UserError");
}

describe("without settings", () => {
  test("the first usable runtime plays all roles, and code is reviewed by another vendor", () => {
    expect(names()).toEqual(["builder: claude claude-middle", "reviewer: codex codex-big"]);
    expect(names({ candidates: [candidate("claude", { login: "no" }), codex] })).toEqual([
      "builder: codex codex-middle",
      "reviewer: codex codex-big",
    ]);
  });

  test("a role gets its runtime's program, variables and hosts", () => {
    expect(cast()["builder"]?.runtime).toEqual({
      name: "claude",
      options: {},
      command: ["/bin/claude"],
      model: "claude-middle",
      effort: undefined,
      variables: ["CLAUDE_KEY"],
      hosts: ["api.claude.example"],
    });
    expect(cast()["reviewer"]?.runtime.effort).toBe("high");
  });

  test("a role has bounds for a turn, and none on its money", () => {
    expect(cast()["builder"]).toMatchObject({
      budget: { usd: null, tokens: null },
      limits: { turns: 200, wallMs: 3_600_000, inactivityMs: 900_000, usd: null, tokens: null },
    });
  });

  test("no usable runtime is an answer with all that was seen", () => {
    const none = [
      candidate("claude", { problem: "it is not installed" }),
      candidate("codex", { login: "no" }),
    ];
    expect(refusal({ candidates: none })).toMatchObject({
      code: "NO_RUNTIME",
      message: "no runtime can be used: claude: it is not installed; codex: not logged in",
      hint: expect.stringContaining("scripted:FILE"),
    });
  });
});

describe("a person", () => {
  test("names the runtime of all roles on the command line", () => {
    expect(names({ named: "codex" })).toEqual(["builder: codex codex-middle", "reviewer: codex codex-big"]);
  });

  test("settles the runtime of all roles, and of reviews", () => {
    expect(names({ settings: settle("runtime: codex") })).toEqual([
      "builder: codex codex-middle",
      "reviewer: claude claude-big",
    ]);
    expect(names({ settings: settle("runtime: codex\nreviewer: codex") })).toContain(
      "reviewer: codex codex-big",
    );
  });

  test("settles runtime, model and effort of one role before all else", () => {
    const settings = settle("roles: { builder: { runtime: codex, model: own, effort: low } }");
    expect(cast({ settings, named: "claude" })["builder"]?.runtime).toMatchObject({
      name: "codex",
      model: "own",
      effort: "low",
    });
  });

  test("settles models, variables, hosts and prices of a runtime", () => {
    const settings = settle(`
runtimes:
  claude: { models: { coding: mine }, variables: [PROXY], hosts: [gateway.example] }
prices: { mine: { input: 1, output: 2 } }
`);
    expect(cast({ settings })["builder"]?.runtime).toMatchObject({
      model: "mine",
      variables: ["CLAUDE_KEY", "PROXY"],
      hosts: ["gateway.example"],
      prices: { mine: { input: 1, output: 2 } },
    });
  });

  test("knows prices before the runtime does, and the runtime before the price list", () => {
    const defaults = {
      ...claude.defaults,
      prices: { a: { input: 1, output: 1 }, b: { input: 2, output: 2 } },
    };
    const settings = settle("prices: { b: { input: 3, output: 3 } }");
    expect(cast({ candidates: [{ ...claude, defaults }], settings })["builder"]?.runtime.prices).toEqual({
      a: { input: 1, output: 1 },
      b: { input: 3, output: 3 },
    });
  });

  test("bounds a role more tightly than its file does, and its file than the rest", () => {
    const bounded: Role = { ...builder, budget: { usd: 4 }, limits: { turns: 50, minutes: 10 } };
    const limits = { turns: 50, wallMs: 600_000, inactivityMs: 300_000 };
    const common = "limits: { turns: 90, silentMinutes: 5 }";
    expect(cast({ roles: [bounded], settings: settle(common) })["builder"]).toMatchObject({
      budget: { usd: 4 },
      limits,
    });
    const own = settle(`${common}\nroles: { builder: { budget: { tokens: 9 }, limits: { turns: 7 } } }`);
    expect(cast({ roles: [bounded], settings: own })["builder"]).toMatchObject({
      budget: { usd: null, tokens: 9 },
      limits: { ...limits, turns: 7 },
    });
  });

  test("hears that a runtime is not known, who named it, and which ones are", () => {
    expect(refusal({ named: "nope" })).toMatchObject({
      code: "UNKNOWN_RUNTIME",
      message: "there is no runtime nope, named by --runtime",
      hint: "known: scripted:FILE, claude, codex",
    });
    expect(refusal({ settings: settle("runtime: nope") }).message).toContain("named by the settings");
    expect(refusal({ settings: settle("reviewer: nope") }).message).toContain("named by role reviewer");
  });

  test("hears why the runtime that was named cannot be used, and what mends it", () => {
    const candidates = [
      candidate("claude", { login: "no" }),
      candidate("codex", { problem: "it is too old" }),
    ];
    expect(refusal({ candidates, named: "claude" })).toMatchObject({
      code: "RUNTIME_UNUSABLE",
      message: "claude, named by --runtime, cannot be used: it is not logged in",
      hint: "mend claude",
    });
    expect(refusal({ candidates, named: "codex" }).message).toContain("it is too old");
  });
});

describe("a role's file", () => {
  const own: Role = { ...builder, model: "sonnet", effort: "high" };

  test("names a model that only Claude Code knows", () => {
    expect(names({ roles: [own] })).toEqual(["builder: claude sonnet"]);
    expect(names({ roles: [own], named: "codex" })).toEqual(["builder: codex codex-middle"]);
  });

  test("names its runtime, and then its model is one of that runtime", () => {
    expect(names({ roles: [{ ...own, runtime: "codex" }] })).toEqual(["builder: codex sonnet"]);
  });
});

test("a scripted run is played by one runtime, and bound as any other", () => {
  const settings = settle("roles: { builder: { budget: { usd: 1 } } }");
  const runtime = { name: "scripted", options: { scenario: "/s.yaml" } };
  const scripted = castScripted([builder, reviewer], settings, runtime);
  expect(scripted["builder"]).toMatchObject({ runtime, budget: { usd: 1 } });
  expect(scripted["reviewer"]).toMatchObject({ runtime, limits: { turns: 200 } });
});
