import { mkdir, symlink } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { writeFiles } from "../../test/support/project.ts";
import type { Policy } from "../core/policy.ts";
import { decide, type Ground, permissionFor } from "./permission.ts";
import { makeStage } from "./runtime.testsuite.ts";

const policy: Policy = {
  role: "developer",
  write: ["src/**"],
  never: [],
  tests: [],
  mayEditTests: true,
  ownTests: [],
  shell: false,
};

async function ground(): Promise<Ground & { folder: string }> {
  const { folder, tree } = await makeStage();
  await writeFiles(folder, { "beside/secret": "s\n", "sessions/result.txt": "r\n" });
  return { policy, tree, folder, readable: [path.join(folder, "sessions")] };
}

const reasonOf = async (place: Ground, kind: "read" | "write" | "delete", file: string): Promise<string> => {
  const permission = await permissionFor(place, { kind, tool: "Tool", path: file });
  return permission.allowed ? "" : permission.reason;
};

test("commands are for roles with a shell only, and what nobody is given is denied by name", () => {
  expect(decide(policy, { kind: "shell", tool: "Bash" })).toEqual({
    allowed: false,
    reason: "developer may not run commands",
  });
  expect(decide({ ...policy, shell: true }, { kind: "shell", tool: "Bash" })).toEqual({ allowed: true });
  expect(decide(policy, { kind: "other", tool: "WebFetch" })).toEqual({
    allowed: false,
    reason: "developer may not use WebFetch",
  });
  expect(decide(policy, { kind: "write", tool: "Write" })).toEqual({
    allowed: false,
    reason: "developer may not use Write",
  });
});

test("the policy's own words tell why a change is denied", async () => {
  const place = await ground();
  expect(await reasonOf(place, "write", "README.md")).toBe(
    "developer may not change README.md: it may only change src/**",
  );
  expect(await reasonOf(place, "write", "new.md")).toContain("developer may not add new.md");
  expect(await reasonOf(place, "delete", path.join(place.tree, "README.md"))).toContain(
    "may not delete README.md",
  );
});

test("a change inside the role's part is allowed, by relative and by absolute path, in folders to be made too", async () => {
  const place = await ground();
  for (const file of ["src/a.js", path.join(place.tree, "src/a.js"), "src/deep/er/new.js", "./src/x/../b.js"])
    expect(await reasonOf(place, "write", file)).toBe("");
});

test.each(["../beside/secret", "/etc/hosts", "src/../../beside/new", "~/x", "~", "", "."])(
  "what is out of the tree is not written: %s",
  async (file) => {
    const place = await ground();
    expect(await reasonOf(place, "write", file)).toContain("it leads out of the tree");
  },
);

test("links are followed: out of the tree, to another part, and to what is not there yet", async () => {
  const place = await ground();
  await symlink("../../beside", path.join(place.tree, "src/out"));
  await symlink("../../beside/none", path.join(place.tree, "src/dangling"));
  await symlink("../README.md", path.join(place.tree, "src/readme"));
  await symlink("loop", path.join(place.tree, "src/loop"));
  expect(await reasonOf(place, "write", "src/out/new")).toContain("it leads out of the tree");
  expect(await reasonOf(place, "write", "src/dangling")).toContain("it leads out of the tree");
  expect(await reasonOf(place, "write", "src/readme")).toContain("developer may not change README.md");
  expect(await reasonOf(place, "write", "src/loop")).toContain("cannot be decided");
});

test("a link of one's own part may be deleted, wherever it leads", async () => {
  const place = await ground();
  await symlink("../README.md", path.join(place.tree, "src/readme"));
  expect(await reasonOf(place, "delete", "src/readme")).toBe("");
});

test.each(["src/.git/config", ".git/hooks/pre-commit", "src/.GIT/x"])(
  "git's own files are not changed: %s",
  async (file) => {
    const place = await ground();
    expect(await reasonOf({ ...place, policy: { ...policy, write: ["**"] } }, "write", file)).toContain(
      ".git is not the agent's",
    );
  },
);

test("the tree and what is readable beside it are read, nothing else, and no link leads elsewhere", async () => {
  const place = await ground();
  await mkdir(path.join(place.tree, "docs"));
  await symlink("../../beside", path.join(place.tree, "docs/out"));
  const readable = ["README.md", ".", "missing", path.join(place.folder, "sessions/result.txt")];
  for (const file of readable) expect(await reasonOf(place, "read", file)).toBe("");
  for (const file of ["../beside/secret", "docs/out/secret", "/etc/passwd", "/", "~/x"])
    expect(await reasonOf(place, "read", file)).toContain("it leads out of the tree");
});

test("a policy that fails denies", async () => {
  const place = await ground();
  const broken = {
    ...policy,
    get write(): string[] {
      throw new Error("broken");
    },
  };
  expect(
    await permissionFor({ ...place, policy: broken }, { kind: "write", tool: "Write", path: "src/a.js" }),
  ).toEqual({
    allowed: false,
    reason: "developer may not use Write: this cannot be decided: broken",
  });
});
