import { expect, onTestFinished, test, vi } from "vitest";
import { environmentOf } from "../engine/allowance.ts";
import type { AttemptScene } from "../engine/scene.ts";
import { baseEnvironment } from "../workspace/process.ts";
import { parseSettings } from "../core/settings.ts";

const secrets = [
  "GH_TOKEN",
  "GITHUB_TOKEN",
  "GH_ENTERPRISE_TOKEN",
  "GITHUB_ENTERPRISE_TOKEN",
  "PHASEGATE_APP_PRIVATE_KEY",
  "PHASEGATE_APP_PRIVATE_KEY_FILE",
];

/** The environment of an agent's host, as far as it depends on who plays the role. */
const environmentFor = (variables: string[]): Record<string, string> =>
  environmentOf({
    context: { parts: { home: "/home" } },
    cast: { runtime: { name: "claude", command: ["claude"], variables } },
  } as unknown as AttemptScene);

test("what lets the engine in at GitHub is seen by no agent, check or setup", () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const name of secrets) vi.stubEnv(name, "geheim");
  const given = { ...baseEnvironment({ HOME: "/home" }), ...environmentFor(["ANTHROPIC_API_KEY"]) };
  expect(Object.keys(given).filter((name) => secrets.includes(name))).toEqual([]);
  expect(JSON.stringify(given)).not.toContain("geheim");
});

test.for(secrets)("settings that would give an agent %s are refused", (name) => {
  const text = `runtimes:\n  claude:\n    variables: [${name}]\n`;
  expect(() => parseSettings({ file: "settings.yaml", text })).toThrow(
    /settings\.yaml:3: .*lets the engine in/,
  );
});
