import { homedir } from "node:os";
import { expect, test } from "vitest";
import { hasAny, loopbackPorts, passedOn, userHomeOf } from "./environment.ts";

test("a program is given what is set, and nothing of ours", () => {
  const given = { PATH: "/bin", EMPTY: "", NONE: undefined, PHASEGATE_DOOR: "secret" };
  expect(passedOn(given)).toEqual({ PATH: "/bin", EMPTY: "" });
});

test("a variable that is set to nothing is not set", () => {
  expect(hasAny({ A: "", B: undefined }, ["A", "B", "C"])).toBe(false);
  expect(hasAny({ A: "", B: "k" }, ["A", "B"])).toBe(true);
});

test("the user's home can be another than that of this process", () => {
  expect(userHomeOf({ PHASEGATE_USER_HOME: "/home/me" })).toBe("/home/me");
  expect(userHomeOf({})).toBe(homedir());
});

test.each([
  [["http://127.0.0.1:4000/x", "http://localhost:4000"], [4000]],
  [["http://localhost"], [80]],
  [
    ["https://localhost", "http://[::1]:9", undefined],
    [443, 9],
  ],
  [["https://api.example.com:1", "no address", "127.0.0.1:7", ""], []],
])("ports of this machine are found in addresses: %j", (addresses, ports) => {
  expect(loopbackPorts(addresses)).toEqual(ports);
});
