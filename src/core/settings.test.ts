import { describe, expect, test } from "vitest";
import { MistakesError } from "./error.ts";
import { noSettings, parseSettings } from "./settings.ts";

const parse = (text: string) => parseSettings({ file: "settings.yaml", text });

function mistakesOf(text: string): string[] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof MistakesError)
      return error.mistakes.map(
        ({ file, line, message, remedy }) => `${file}:${line}: ${message} (${remedy})`,
      );
    throw error;
  }
  return [];
}

test("an empty file settles nothing", () => {
  expect(parse("")).toEqual(noSettings);
});

test("a person settles runtimes, roles, budget, limits and prices", () => {
  const settings = parse(`
runtime: claude
reviewer: codex
runtimes:
  claude:
    command: [/opt/claude, --verbose]
    models: { reasoning: opus, coding: { model: sonnet, effort: high } }
    variables: [ANTHROPIC_API_KEY]
    hosts: [api.example.org]
  mine: { command: [my-agent], protocol: acp }
roles:
  architect: { runtime: mine, model: big, effort: high, budget: { usd: 2 }, limits: { turns: 40 } }
budget: { usd: 15, tokens: 2000000 }
limits: { turns: 100, minutes: 30, silentMinutes: 5 }
prices:
  big: { input: 1, output: 5, cacheRead: 0.1 }
`);
  expect(settings.runtimes["claude"]?.models).toEqual({
    reasoning: { model: "opus" },
    coding: { model: "sonnet", effort: "high" },
  });
  expect(settings.runtimes["mine"]).toEqual({ command: ["my-agent"], protocol: "acp" });
  expect(settings.roles["architect"]).toMatchObject({ runtime: "mine", limits: { turns: 40 } });
  expect(settings).toMatchObject({ budget: { usd: 15 }, prices: { big: { output: 5 } } });
});

describe("a mistake", () => {
  const form = "the form is described in docs/settings.md";

  test("is named with its line and where the form is described", () => {
    expect(mistakesOf("runtime: claude\nbudgets: { usd: 3 }\n")).toEqual([
      `settings.yaml:2: budgets: is not known here (${form})`,
    ]);
    expect(mistakesOf("budget:\n  usd: -3\n")).toEqual([
      expect.stringMatching(/^settings\.yaml:2: budget\.usd/),
    ]);
  });

  test("is a command that is no list, or a variable that is no name", () => {
    expect(mistakesOf("runtimes:\n  claude:\n    command: claude\n")).toHaveLength(1);
    expect(mistakesOf("runtimes:\n  claude:\n    variables: [A-B]\n")).toHaveLength(1);
  });
});
