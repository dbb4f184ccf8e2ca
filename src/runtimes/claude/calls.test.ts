import { expect, test } from "vitest";
import { callOf, summaryOf } from "./calls.ts";

const outside = (file: string): string => file.replace(/^\/inside/, "/tree");

const pathOf = (tool: string, input: object) => callOf(tool, { ...input }, outside).path;

test("files are named as this machine knows them", () => {
  expect(callOf("Write", { file_path: "/inside/a.js", content: "x" }, outside)).toEqual({
    kind: "write",
    tool: "Write",
    path: "/tree/a.js",
  });
  expect(callOf("Edit", { file_path: "/inside/a.js" }, outside).kind).toBe("write");
  expect(callOf("Read", { file_path: "/inside/a.js" }, outside)).toMatchObject({
    kind: "read",
    path: "/tree/a.js",
  });
});

test("commands are a shell's, and any tool that is not known is some other", () => {
  expect(callOf("Bash", { command: "ls" }, outside)).toEqual({ kind: "shell", tool: "Bash" });
  for (const tool of ["Agent", "WebFetch", "mcp__x__y", "NotebookEdit", "KillShell", ""])
    expect(callOf(tool, {}, outside).kind).toBe("other");
});

test.each([
  [{ pattern: "**/*.js" }, undefined],
  [{ pattern: "src/**/*.js" }, "src"],
  [{ pattern: "src/a.js" }, "src/a.js"],
  [{ pattern: "/etc/*" }, "/etc"],
  [{ pattern: "/*/x" }, "/"],
  [{ pattern: "../*" }, ".."],
  [{ pattern: "*/../../*" }, ".."],
  [{ pattern: "{a,../b}/*" }, ".."],
  [{ pattern: "~/*" }, "~"],
  [{ pattern: "*.js", path: "/inside/src" }, "/tree/src"],
  [{ pattern: "../*", path: "/inside/src" }, "/tree"],
])("a pattern is held to the folder that it searches: %j", (input, expected) => {
  expect(pathOf("Glob", input) === "." ? undefined : pathOf("Glob", input)).toBe(expected);
});

test("a write without a path has none, so that it is denied", () => {
  expect(pathOf("Write", {})).toBeUndefined();
  expect(pathOf("Write", { file_path: 3 })).toBeUndefined();
});

test("a call is told in one line of at most 200 characters", () => {
  expect(summaryOf({ command: "a\n\tb", description: "x" }, "/tree")).toBe("a b");
  expect(summaryOf({ file_path: "/a/b" }, "/tree")).toBe("/a/b");
  expect(summaryOf({ file_path: "/tree/src/b" }, "/tree")).toBe("src/b");
  expect(summaryOf({ url: "http://x" }, "/tree")).toBe("http://x");
  expect(summaryOf({ n: 1 }, "/tree")).toBe("");
  expect(summaryOf({ command: "x".repeat(500) }, "/tree")).toHaveLength(200);
});
