import { describe, expect, test } from "vitest";
import { compilePolicy, mayChange, type PathChange, type PolicyFacts } from "./policy.ts";
import { profileSchema } from "./profile.ts";
import { definitionOf, duty } from "./run.fixture.ts";

const profile = definitionOf().profile;

function policyOf(edits: string[], facts: Partial<PolicyFacts> = {}) {
  return compilePolicy({
    role: "developer",
    duty: duty("report", { edits }),
    tools: "Read",
    profile,
    changed: [],
    failing: [],
    ownTests: [],
    ...facts,
  });
}

const may = (
  edits: string[],
  path: string,
  facts: Partial<PolicyFacts> = {},
  kind: PathChange["kind"] = "modified",
) => mayChange(policyOf(edits, facts), { path, kind });

const yes = { allowed: true };
const no = (why: string) => ({ allowed: false, reason: expect.stringContaining(why) });

describe("what a role may change", () => {
  test("is its own part and nothing else", () => {
    expect(may(["backend"], "backend/src/a.ts")).toEqual(yes);
    expect(may(["backend"], "backend/.env.example")).toEqual(yes);
    expect(may(["backend"], "frontend/a.ts")).toEqual({
      allowed: false,
      reason: "developer may not change frontend/a.ts: it may only change backend/**",
    });
    expect(may(["backend"], "backend-two/a.ts")).toEqual(no("may only change backend/**"));
  });

  test("is nothing when its duty lists nothing, or a part that the project has not", () => {
    expect(may([], "README.md")).toEqual(no("it may only change nothing"));
    expect(may(["mobile"], "mobile/a.ts")).toEqual(no("it may only change nothing"));
  });

  test("is every part with `parts`, and the whole repository when that is the part", () => {
    expect(may(["parts"], "backend/a.ts")).toEqual(yes);
    expect(may(["parts"], "frontend/a.ts")).toEqual(yes);
    expect(may(["parts"], "scripts/a.ts")).toEqual(no("backend/**, frontend/**"));
    const whole = profileSchema.parse({ parts: [{ name: "all", path: ".", checks: {} }] });
    expect(may(["all"], "anything/at/all.ts", { profile: whole })).toEqual(yes);
  });

  test.each(["./backend", "backend/", "backend//", "./backend/."])(
    "does not depend on how the part's path is written: %s",
    (path) => {
      const loose = profileSchema.parse({ parts: [{ name: "backend", path, checks: {} }] });
      expect(may(["backend"], "backend/a.ts", { profile: loose })).toEqual(yes);
      expect(may(["backend"], "a.ts", { profile: loose })).toEqual(no("may only change backend/**"));
    },
  );

  test("takes a part's path by the letter, whatever it holds", () => {
    const odd = profileSchema.parse({ parts: [{ name: "site", path: "apps/[site] (new)", checks: {} }] });
    expect(may(["site"], "apps/[site] (new)/a.ts", { profile: odd })).toEqual(yes);
    expect(may(["site"], "apps/s (new)/a.ts", { profile: odd }).allowed).toBe(false);
  });

  test("is documents with `docs` and tests with `tests`", () => {
    expect(may(["docs"], "backend/README.md")).toEqual(yes);
    expect(may(["docs"], "docs/a/b.html")).toEqual(yes);
    expect(may(["docs"], "backend/a.ts").allowed).toBe(false);
    expect(may(["tests"], "backend/a.test.ts")).toEqual(yes);
    expect(may(["tests"], "backend/a.ts").allowed).toBe(false);
  });

  test.each(["app/[id]/page.tsx", "a (b).ts", "!x.ts", "a+b@2.ts", "{a,b}.ts", "a|b", "a?.ts", "**/x"])(
    "is exactly the changed or failing files, whatever their names hold: %s",
    (path) => {
      expect(may(["changed"], path, { changed: [path] })).toEqual(yes);
      expect(may(["failing"], path, { failing: [path] })).toEqual(yes);
      expect(may(["changed"], "other/x", { changed: [path] }).allowed).toBe(false);
    },
  );
});

describe("what nobody may change", () => {
  test.each([
    ".github/workflows/ci.yml",
    "Jenkinsfile",
    "backend/CODEOWNERS",
    "LICENSE",
    "backend/.npmrc",
    "backend/.claude/settings.json",
    "backend/.codex/config.toml",
    ".gemini/settings.json",
    ".mcp.json",
    ".phasegate/profile.yaml",
    ".GITHUB/workflows/ci.yml",
    "backend/agents.md",
    "backend/Claude.MD",
    "backend/.cla\u200Bude/x",
    "\uFF21GENTS.md",
    "AGENT\u017F.md",
    "AGENTS.md.",
    ".github /workflows/ci.yml",
    ".github",
  ])("is protected in every project: %s", (path) => {
    const whole = profileSchema.parse({ parts: [{ name: "all", path: ".", checks: {} }] });
    expect(may(["all"], path, { profile: whole })).toEqual(no("it is protected in this project"));
  });

  test.each([
    "backend/package.json",
    "backend/package-lock.json",
    "backend/src/license.ts",
    "backend/src/owners.ts",
    "docs/security-notes.md",
    "backend/src/github/client.ts",
    "backend/src/agents.ts",
    "backend/.gitignore",
    "backend/...",
  ])("is not what only looks like it: %s", (path) => {
    const whole = profileSchema.parse({ parts: [{ name: "all", path: ".", checks: {} }] });
    expect(may(["all"], path, { profile: whole })).toEqual(yes);
  });

  test("is what the project says, even inside the role's own part", () => {
    expect(
      may(["backend"], "backend/keys/a", { profile: { ...profile, protected: ["backend/keys/**"] } }),
    ).toEqual(no("protected"));
  });
});

describe("tests of others", () => {
  test("stay as they are for roles without `tests`", () => {
    expect(may(["backend"], "backend/a.test.ts")).toEqual(
      no("may not change backend/a.test.ts: tests of others stay as they are"),
    );
    expect(may(["backend"], "backend/a.test.ts", {}, "deleted")).toEqual(
      no("may not delete backend/a.test.ts"),
    );
  });

  test("are not those that the role adds, or added before in this run", () => {
    expect(may(["backend"], "backend/new.test.ts", {}, "added")).toEqual(yes);
    expect(may(["backend"], "backend/own.test.ts", { ownTests: ["backend/own.test.ts"] })).toEqual(yes);
  });

  test("may be changed by who has both a part and `tests`", () => {
    expect(may(["backend", "tests"], "backend/a.test.ts", {}, "deleted")).toEqual(yes);
  });
});

test("a refusal names the change, and at most eight of the places that are allowed", () => {
  const changed = Array.from({ length: 10 }, (_, index) => `f${index}.ts`);
  expect(may(["changed"], "x.ts", { changed }, "added")).toEqual({
    allowed: false,
    reason:
      "developer may not add x.ts: it may only change f0.ts, f1.ts, f2.ts, f3.ts, f4.ts, f5.ts, f6.ts, f7.ts and 2 more",
  });
});

test("a role runs commands only when Bash is one of its tools", () => {
  expect(policyOf([], { tools: "Read, Bash" }).shell).toBe(true);
  expect(policyOf([], { tools: "Read,Bash,Edit" }).shell).toBe(true);
  expect(policyOf([], { tools: "Read, BashOutput" }).shell).toBe(false);
});
