import { expect, test } from "vitest";
import { environmentOf, gatewayOf, placesIn } from "./environment.ts";

test("codex gets folders of its own, and nothing of ours or of the user's settings", () => {
  const given = {
    PATH: "/bin",
    HOME: "/home/user",
    PHASEGATE_X: "1",
    XDG_CONFIG_HOME: "/x",
    NONE: undefined,
  };
  expect(environmentOf(given, placesIn("/s"))).toEqual({
    PATH: "/bin",
    HOME: "/s/home",
    CODEX_HOME: "/s/codex",
    TMPDIR: "/s/tmp",
    RUST_LOG: "error",
  });
});

test("the folder for what is thrown away does not hold codex's own", () => {
  const { tmp, config } = placesIn("/s");
  expect(config.startsWith(`${tmp}/`)).toBe(false);
});

test("a key or an address stands for a gateway; without both there must be a login", () => {
  expect(gatewayOf({})).toBeNull();
  expect(gatewayOf({ OPENAI_API_KEY: "" })).toBeNull();
  expect(gatewayOf({ CODEX_API_KEY: "k" })).toEqual({
    url: "https://api.openai.com/v1",
    keyVariable: "CODEX_API_KEY",
  });
  expect(gatewayOf({ OPENAI_BASE_URL: "http://127.0.0.1:1/v1" })).toEqual({
    url: "http://127.0.0.1:1/v1",
    keyVariable: null,
  });
});
