import { expect, test } from "vitest";
import type { Policy } from "../../core/policy.ts";
import type { TreeEntry } from "../../workspace/sandbox/plan-writes.ts";
import { permissionProfile } from "./permission-profile.ts";

const policy: Policy = {
  role: "developer",
  write: ["src/**"],
  never: ["**/package-lock.json"],
  tests: ["**/*.test.*"],
  mayEditTests: false,
  ownTests: [],
  shell: true,
};

const listing: TreeEntry[] = [
  { path: "README.md", kind: "file" },
  { path: "src", kind: "folder" },
  { path: "src/a.js", kind: "file" },
  { path: "src/a.test.js", kind: "file" },
  { path: "src/package-lock.json", kind: "file" },
];

test("a role's own part can be written, and in it nothing that is protected or another's test", () => {
  expect([...permissionProfile(policy, listing).paths]).toEqual([
    [".", "read"],
    ["src", "write"],
    ["src/a.test.js", "read"],
    ["src/package-lock.json", "read"],
  ]);
});

test("a role that may change nothing writes nothing", () => {
  expect([...permissionProfile({ ...policy, write: [] }, listing).paths]).toEqual([[".", "read"]]);
});

test("a part that is not there yet is to be made", () => {
  expect(permissionProfile({ ...policy, write: ["docs/**"] }, listing)).toEqual({
    create: ["docs"],
    paths: new Map([
      [".", "read"],
      ["docs", "write"],
    ]),
  });
});
