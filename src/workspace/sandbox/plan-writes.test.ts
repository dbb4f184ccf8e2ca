import { expect, test } from "vitest";
import { planWrites, type TreeEntry } from "./plan-writes.ts";
import { policy } from "./policy.fixture.ts";

/** Entries of files named by their paths, with the folders around them; a name with `->` is a link. */
function listing(...files: string[]): TreeEntry[] {
  const entries = new Map<string, TreeEntry>();
  for (const name of files) {
    const [file = "", to] = name.split("->");
    const names = file.split("/");
    for (let end = 1; end < names.length; end++) {
      const path = names.slice(0, end).join("/");
      entries.set(path, { path, kind: "folder" });
    }
    entries.set(file, { path: file, kind: to === undefined ? "file" : "other" });
  }
  return [...entries.values()];
}

/** The mounts as lines: `+` writable, `-` read-only. */
const lines = (plan: ReturnType<typeof planWrites>): string[] =>
  plan.mounts.map(({ path, writable }) => `${writable ? "+" : "-"} ${path || "."}`);

test("a role that writes nothing has no writable folder", () => {
  expect(planWrites(policy({ write: [] }), listing("a.ts", "src/b.ts"))).toEqual({
    create: [],
    mounts: [],
    problem: "",
  });
});

test("a part is one writable folder", () => {
  const plan = planWrites(policy(), listing("server/a.ts", "server/lib/b.ts", "web/c.ts", "d.ts"));
  expect(lines(plan)).toEqual(["+ server"]);
});

test("the whole tree is writable but for git's own folder", () => {
  const plan = planWrites(policy({ write: ["**"] }), listing("a.ts", "src/b.ts", ".git/HEAD"));
  expect(lines(plan)).toEqual(["+ .", "- .git"]);
});

test("tests of others and protected files in a part are read-only, and the folders around them stay in place", () => {
  const files = listing(
    "server/a.ts",
    "server/a.test.ts",
    "server/lib/deep/package.json",
    "server/own.test.ts",
  );
  const plan = planWrites(policy({ ownTests: ["server/own.test.ts"] }), files);
  expect(lines(plan)).toEqual([
    "+ server",
    "- server/a.test.ts",
    "+ server/lib",
    "+ server/lib/deep",
    "- server/lib/deep/package.json",
  ]);
});

test("a folder that is protected as a whole is read-only as a whole", () => {
  const plan = planWrites(policy({ write: ["**"] }), listing(".github/workflows/ci.yml", "a.ts"));
  expect(lines(plan)).toEqual(["+ .", "- .github"]);
});

test("for named files their folder is writable and everything else in it is not", () => {
  const plan = planWrites(
    policy({ write: ["server/a.ts"] }),
    listing("server/a.ts", "server/b.ts", "server/lib/c.ts", "web/d.ts"),
  );
  expect(lines(plan)).toEqual(["+ server", "- server/b.ts", "- server/lib"]);
});

test("named files in folders of one another", () => {
  const plan = planWrites(
    policy({ write: ["top.ts", "server/lib/c.ts"] }),
    listing("top.ts", "server/b.ts", "server/lib/c.ts", "web/d.ts"),
  );
  expect(lines(plan)).toEqual(["+ .", "- server", "+ server/lib", "- web"]);
});

test("where tests stand beside the code every folder takes new ones and no other file changes", () => {
  const plan = planWrites(
    policy({ write: ["**/*.test.*"], mayEditTests: true }),
    listing("src/a.ts", "src/a.test.ts", "b.ts"),
  );
  expect(lines(plan)).toEqual(["+ .", "+ src", "- src/a.ts", "- b.ts"]);
});

test("dependencies are writable in a part, above it and beside it, and never looked into", () => {
  const files = listing(
    "server/node_modules/x/package.json",
    "server/a.ts",
    "node_modules/y/package.json",
    "web/node_modules/z/package.json",
  );
  expect(lines(planWrites(policy(), files))).toEqual(["+ server", "+ node_modules"]);
});

test("a folder that a role may fill and that is not there is made", () => {
  const plan = planWrites(policy({ write: ["docs/guide/**", "**/*.md"] }), listing("a.ts"));
  expect(plan.create).toEqual(["docs", "docs/guide"]);
  expect(lines(plan)).toEqual(["+ .", "- a.ts"]);
});

test("neither links nor files on the way are made into folders, and links are never mounted", () => {
  const files = listing("docs->/etc", "server/way->../web", "web");
  const plan = planWrites(policy({ write: ["docs/**", "server/**", "web/x/**"] }), files);
  expect(plan.create).toEqual([]);
  expect(lines(plan)).toEqual(["+ server"]);
});

test("git's folder is not made or written even where a scope names it", () => {
  const plan = planWrites(
    policy({ write: [".git/hooks/**", "server/.git/**"] }),
    listing("a.ts", "server/b.ts"),
  );
  expect(plan.create).toEqual([]);
  expect(lines(plan)).toEqual([]);
});

test("names with signs of patterns are taken as they are", () => {
  const plan = planWrites(
    policy({ write: ["app/\\[id\\]/page.ts", "my \\(part\\)/**"] }),
    listing("app/[id]/page.ts", "app/[id]/other.ts", "app/i/page.ts", "my (part)/a.ts"),
  );
  expect(lines(plan)).toEqual(["+ app/[id]", "- app/[id]/other.ts", "+ my (part)"]);
});

test("patterns over several folders open what they may match", () => {
  const plan = planWrites(
    policy({ write: ["{server,web}/lib/**", "app/*/x.ts"] }),
    listing(
      "server/lib/a.ts",
      "server/b.ts",
      "web/lib/c.ts",
      "other/lib/d.ts",
      "app/one/x.ts",
      "app/one/y.ts",
    ),
  );
  expect(lines(plan)).toEqual(["+ server/lib", "+ web/lib", "+ app/one", "- app/one/y.ts"]);
});

test("where it cannot be told what a pattern may match, folders are open and files are not", () => {
  const plan = planWrites(policy({ write: ["app/{a/b,c}/**"] }), listing("app/a/b/x.ts", "app/y.ts", "z.ts"));
  expect(lines(plan)).toEqual(["+ app", "- app/y.ts"]);
});

test("of too many read-only files the protected ones are kept, and it says how many are not held", () => {
  const many = Array.from({ length: 600 }, (_, number) => `src/f${number}.ts`);
  const plan = planWrites(
    policy({ write: ["**/*.test.*"], mayEditTests: true }),
    listing(...many, "src/package.json", ".github/ci.yml"),
  );
  expect(plan.mounts.length).toBe(500);
  expect(lines(plan)).toContain("- src/package.json");
  expect(lines(plan)).toContain("- .github");
  expect(plan.problem).toContain("104 files of others are not held read-only");
});
