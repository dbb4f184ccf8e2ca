import { expect, test } from "vitest";
import { environmentOf, modelPorts } from "./environment.ts";

test("the program sees what it is given, its own places, and nothing of ours", () => {
  const seen = environmentOf(
    { PATH: "/bin", ANTHROPIC_API_KEY: "k", HOME: "/home/me", PHASEGATE_DOOR: "secret", EMPTY: undefined },
    "/sessions",
  );
  expect(seen).toMatchObject({
    PATH: "/bin",
    ANTHROPIC_API_KEY: "k",
    HOME: "/sessions/home",
    CLAUDE_CONFIG_DIR: "/sessions/claude",
    DISABLE_TELEMETRY: "1",
  });
  expect(Object.keys(seen).filter((name) => name.startsWith("PHASEGATE") || name === "EMPTY")).toEqual([]);
});

test("ports of this machine are those of the model's address", () => {
  const given = { ANTHROPIC_BASE_URL: "http://127.0.0.1:4000/x", HTTP_PROXY: "http://127.0.0.1:1" };
  expect(modelPorts(given)).toEqual([4000]);
});
