import { expect, test } from "vitest";
import { profileSchema } from "./profile.ts";

const part = { name: "backend", path: "backend", checks: { test: ["npm", "test"] } };

test("a profile needs no more than its parts; where tests and documents lie has a usual answer", () => {
  const profile = profileSchema.parse({ parts: [part] });
  expect(profile.tests).toContain("**/*.test.*");
  expect(profile.docs).toContain("docs/**");
  expect(profile.protected).toEqual([]);
});

test("a contract names the file of its description or the command that makes it", () => {
  const parts = [{ name: "backend", path: "backend", checks: {} }];
  const contract = { kind: "openapi", backend: "backend" };
  expect(profileSchema.safeParse({ parts, contract }).error?.issues[0]?.message).toContain(
    "name the committed file",
  );
  expect(profileSchema.parse({ parts, contract: { ...contract, file: "api.json" } }).contract).toMatchObject({
    generated: [],
    ignore: [],
  });
});

test.each(["/etc", "../other", "a/../../b", "a\n/../b"])(
  "a path that may leave the repository is refused: %j",
  (path) => {
    expect(profileSchema.safeParse({ parts: [{ ...part, path }] }).success).toBe(false);
  },
);

test.each([
  ["no part", { parts: [] }],
  ["a check without a command", { parts: [{ ...part, checks: { test: [] } }] }],
  ["a check of an unknown kind", { parts: [{ ...part, checks: { smell: ["sniff"] } }] }],
  ["a command in one string", { parts: [{ ...part, checks: { test: "npm test" } }] }],
  ["an unknown word", { parts: [part], test: [] }],
])("a profile with %s is refused", (_, value) => {
  expect(profileSchema.safeParse(value).success).toBe(false);
});
