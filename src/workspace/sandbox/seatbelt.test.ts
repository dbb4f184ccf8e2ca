import { expect, test } from "vitest";
import { planWrites } from "./plan-writes.ts";
import { policy } from "./policy.fixture.ts";
import { seatbeltCommand, seatbeltProfile } from "./seatbelt.ts";

const rules = policy();
const plan = planWrites(rules, [
  { path: "server", kind: "folder" },
  { path: "server/a.ts", kind: "file" },
  { path: "server/a.test.ts", kind: "file" },
]);
const profile = seatbeltProfile({
  policy: rules,
  plan,
  tree: "/Users/me/runs/one/tree",
  sessions: "/Users/me/runs/one/sessions",
  temporary: "/private/tmp/one",
  readable: ["/Users/me/.nvm/node_modules"],
  ports: [3128],
});

/** Rules in the order in which they stand; each on one line. */
const rulesOf = (text: string): string[] => text.replaceAll("\n  ", " ").trim().split("\n");

test("everything is denied that is not allowed after it", () => {
  expect(rulesOf(profile).slice(0, 2)).toEqual(["(version 1)", "(deny default)"]);
});

test("a scope is writable, and what in it may not change is denied after that", () => {
  const writes = rulesOf(profile).filter((line) => line.includes("file-write"));
  expect(writes).toEqual([
    '(allow file-write* (literal "/dev/null") (literal "/dev/tty") (subpath "/Users/me/runs/one/sessions") (subpath "/private/tmp/one"))',
    '(allow file-write* (subpath "/Users/me/runs/one/tree/server"))',
    '(deny file-write* (subpath "/Users/me/runs/one/tree/server/a.test.ts"))',
    '(deny file-write* (regex #"^/Users/me/runs/one/tree/(.*/)?package\\.json$"))',
    '(deny file-write* (regex #"^/Users/me/runs/one/tree/(.*/)?\\.git(/|$)"))',
  ]);
});

test("of the user's home only what is named can be read", () => {
  const reads = rulesOf(profile).find((line) => line.includes("file-read*")) ?? "";
  expect(reads.match(/"\/Users[^"]*"/g)).toEqual([
    '"/Users/me/runs/one/tree"',
    '"/Users/me/runs/one/sessions"',
    '"/Users/me/.nvm/node_modules"',
  ]);
});

test("only named ports of this machine are reached", () => {
  expect(rulesOf(profile).filter((line) => line.includes("network-outbound"))).toEqual([
    '(allow network-outbound (remote ip "localhost:3128"))',
  ]);
});

test("a path cannot end its own quotes", () => {
  const text = seatbeltProfile({
    policy: rules,
    plan,
    tree: '/t/a"))(allow default)',
    sessions: "/s\\",
    temporary: "/tmp",
    readable: [],
    ports: [],
  });
  expect(text).toContain('(subpath "/t/a\\"))(allow default)/server")');
  expect(text).toContain('(subpath "/s\\\\")');
  expect(text).not.toMatch(/regex #"[^"]*allow default\)"[^/(]/);
});

test("a command is started under the profile", () => {
  expect(seatbeltCommand("(version 1)", ["true"])).toEqual([
    "/usr/bin/sandbox-exec",
    "-p",
    "(version 1)",
    "true",
  ]);
});
