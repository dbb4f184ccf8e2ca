import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Policy } from "../../core/policy.ts";
import { type ApprovalGround, mayPatch, mayRun } from "./approval.ts";
import type { PatchChange } from "./turn-reader.ts";

const policy: Policy = {
  role: "developer",
  write: ["src/**"],
  never: [],
  tests: [],
  mayEditTests: false,
  ownTests: [],
  shell: false,
};

let base = "";

beforeAll(async () => {
  base = await realpath(await mkdtemp(path.join(tmpdir(), "approval-")));
  return () => rm(base, { recursive: true, force: true });
});

/** The agent sees its tree at /agent. */
async function ground(changes: Partial<Policy> = {}, isInnerOnly = false): Promise<ApprovalGround> {
  const tree = await mkdtemp(path.join(base, "tree-"));
  onTestFinished(() => rm(tree, { recursive: true, force: true }));
  await mkdir(path.join(tree, "src"));
  await writeFile(path.join(tree, "src/a.js"), "a\n");
  await symlink("/etc", path.join(tree, "src/etc"));
  const outside = (file: string): string => file.replace(/^\/agent(?=\/|$)/, tree);
  return { policy: { ...policy, ...changes }, tree, outside, isInnerOnly };
}

const run = (script: string) => ({ kind: "command", command: `/bin/bash -c '${script}'`, cwd: "/agent" });
const denied = (reason: string) => ({ allowed: false, reason: expect.stringContaining(reason) as unknown });

describe("a command", () => {
  test("runs for a role with commands, but not without the sandbox and not into the network", async () => {
    expect(await mayRun(await ground({ shell: true }), run("npm test"))).toEqual({ allowed: true });
    expect(await mayRun(await ground({ shell: true }, true), run("npm test"))).toEqual(
      denied("inside the sandbox"),
    );
    const network = { ...run("curl"), networkApprovalContext: { host: "example.org" } };
    expect(await mayRun(await ground({ shell: true }), network)).toEqual(denied("network"));
  });

  test("of a kind that nobody knows does not run", async () => {
    expect(await mayRun(await ground({ shell: true }), { kind: "humanCommand" })).toEqual(
      denied("humanCommand"),
    );
  });

  test("without a role's right to commands only reads, and only in the tree", async () => {
    const place = await ground();
    expect(await mayRun(place, run("cat src/a.js"))).toEqual({ allowed: true });
    expect(await mayRun(place, { ...run("cat a.js"), cwd: "/agent/src" })).toEqual({ allowed: true });
    expect(await mayRun(place, run("touch src/a.js"))).toEqual(denied("may not run commands"));
    expect(await mayRun(place, run("cat /etc/passwd"))).toEqual(denied("out of the tree"));
    expect(await mayRun(place, run("cat src/etc/passwd"))).toEqual(denied("out of the tree"));
    expect(await mayRun(place, { ...run("cat passwd"), cwd: "/etc" })).toEqual(denied("out of the tree"));
    expect(await mayRun(place, { ...run("ls"), cwd: "/etc" })).toEqual(denied("out of the tree"));
    expect(await mayRun(place, { ...run("cat a"), kind: "writeStdin" })).toEqual(
      denied("may not run commands"),
    );
    expect(await mayRun(place, {})).toEqual(denied("may not run commands"));
  });
});

describe("a patch", () => {
  const item = (...changes: PatchChange[]) => ({ id: "1", tool: "apply_patch", summary: "", changes });
  const update = (file: string, movedTo: string | null = null): PatchChange => ({
    path: file,
    kind: "update",
    movedTo,
  });

  test("is applied when all of it is the role's", async () => {
    expect(
      await mayPatch(await ground(), item(update("/agent/src/a.js"), update("src/a.js", "src/b.js"))),
    ).toEqual({
      allowed: true,
    });
  });

  test("is denied as a whole for one file that is not", async () => {
    const place = await ground();
    expect(await mayPatch(place, item(update("src/a.js"), update("README.md")))).toEqual(denied("README.md"));
    expect(await mayPatch(place, item(update("src/a.js", "lib/a.js")))).toEqual(denied("add lib/a.js"));
    expect(await mayPatch(place, item(update("src/etc/passwd")))).toEqual(denied("out of the tree"));
    expect(await mayPatch(place, item(update("/agent/../x")))).toEqual(denied("out of the tree"));
    expect(await mayPatch(place, item({ path: "README.md", kind: "delete", movedTo: null }))).toEqual(
      denied("delete README.md"),
    );
  });

  test("of which no file is known is denied", async () => {
    expect(await mayPatch(await ground(), undefined)).toEqual(denied("no file is known"));
    expect(await mayPatch(await ground(), item())).toEqual(denied("no file is known"));
  });
});
