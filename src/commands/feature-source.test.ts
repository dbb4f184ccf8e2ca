import { expect, test } from "vitest";
import { wantedBy } from "./feature-source.ts";

const issue = { number: 42, repository: null };

test("a file is delivered on the local forge, and on GitHub when that is said", () => {
  expect(wantedBy({ spec: "spec.md" })).toEqual({ forge: "local", file: "spec.md" });
  expect(wantedBy({ spec: "spec.md", forge: "github", host: "ghe.example.com", token: "t" })).toEqual({
    forge: "github",
    file: "spec.md",
  });
});

test("a number or an address is an issue on GitHub", () => {
  expect(wantedBy({ spec: "42" })).toEqual({ forge: "github", issue });
  expect(wantedBy({ spec: "#42", forge: "github" })).toEqual({ forge: "github", issue });
  expect(wantedBy({ spec: "https://github.com/octo/shop/issues/42" })).toMatchObject({
    forge: "github",
    issue: { number: 42, repository: { owner: "octo", repo: "shop" } },
  });
});

test("a file that is called 42 can be delivered on the local forge", () => {
  expect(wantedBy({ spec: "42", forge: "local" })).toEqual({ forge: "local", file: "42" });
  expect(wantedBy({ spec: "./42" })).toEqual({ forge: "local", file: "./42" });
});

test.for([
  [{}, "NOTHING_NAMED"],
  [{ spec: " " }, "NOTHING_NAMED"],
  [{ spec: "spec.md", forge: "gitlab" }, "UNKNOWN_FORGE"],
  [{ spec: "https://github.com/octo/shop/issues/42", forge: "local" }, "ISSUE_ON_LOCAL_FORGE"],
  [{ spec: "spec.md", token: "t" }, "NOT_ON_GITHUB"],
  [{ spec: "42", forge: "local", host: "github.com" }, "NOT_ON_GITHUB"],
  [{ spec: "https://github.com/octo/shop/pull/42" }, "PULL_REQUEST"],
  [{ spec: "https://github.com/octo/shop" }, "NO_ISSUE_ADDRESS"],
] as const)("%j is refused as %s", ([flags, code]) => {
  expect(() => wantedBy(flags)).toThrow(expect.objectContaining({ code }));
});
