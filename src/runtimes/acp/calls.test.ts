import { describe, expect, test } from "vitest";
import { callsOf, summaryOf, toolCallOf } from "./calls.ts";

const callsIn = (value: unknown) => callsOf(toolCallOf(value));

describe("what a call would do", () => {
  test("a file that is written is named by its diff, its place or its input", () => {
    const write = (path: string) => [{ kind: "write", tool: "edit", path }];
    const diff = { type: "diff", path: "/t/a", oldText: "", newText: "x" };
    expect(callsIn({ kind: "edit", content: [diff] })).toEqual(write("/t/a"));
    expect(callsIn({ kind: "edit", locations: [{ path: "/t/b", line: 3 }] })).toEqual(write("/t/b"));
    expect(callsIn({ kind: "edit", rawInput: { filePath: "/t/c" } })).toEqual(write("/t/c"));
  });

  test("every path of a call is asked about", () => {
    const call = { kind: "edit", locations: [{ path: "/t/a" }], rawInput: { changes: { "/t/b": {} } } };
    expect(callsIn(call).map(({ path }) => path)).toEqual(["/t/a", "/t/b"]);
    expect(callsIn({ kind: "move", locations: [{ path: "/t/a" }, { path: "/t/b" }] })).toMatchObject([
      { kind: "write", path: "/t/a" },
      { kind: "write", path: "/t/b" },
    ]);
  });

  test("whatever it is called, a call with a diff writes", () => {
    const diff = { type: "diff", path: "/t/a" };
    expect(callsIn({ kind: "think", title: "x", content: [diff] })).toMatchObject([
      { kind: "write", path: "/t/a" },
    ]);
  });

  test.each([
    [{ kind: "execute", title: "ls" }, [{ kind: "shell", tool: "execute" }]],
    [{ kind: "delete", locations: [{ path: "/t/a" }] }, [{ kind: "delete", tool: "delete", path: "/t/a" }]],
    [{ kind: "read", locations: [{ path: "/t/a" }] }, [{ kind: "read", tool: "read", path: "/t/a" }]],
    [{ kind: "search", title: "'x' in **" }, [{ kind: "read", tool: "search" }]],
    [{ kind: "search", title: "Searching the web for x" }, [{ kind: "other", tool: "search" }]],
    [{ kind: "edit", title: "x" }, [{ kind: "other", tool: "edit" }]],
    [{ kind: "read", title: "x" }, [{ kind: "other", tool: "read" }]],
    [{ kind: "fetch", title: "x" }, [{ kind: "other", tool: "fetch" }]],
    [{ kind: "switch_mode", title: "x" }, [{ kind: "other", tool: "switch_mode" }]],
    [{ kind: "other", title: "mcp__x" }, [{ kind: "other", tool: "mcp__x" }]],
    [{}, [{ kind: "other", tool: "a tool" }]],
    [null, [{ kind: "other", tool: "a tool" }]],
  ])("%j is %j", (value, calls) => {
    expect(callsIn(value)).toEqual(calls);
  });
});

test("a summary is one short line, with paths from the tree", () => {
  const summary = (value: unknown): string => summaryOf(toolCallOf(value), "/t");
  expect(summary({ kind: "edit", title: "Writing", locations: [{ path: "/t/src/a" }] })).toBe("src/a");
  expect(summary({ kind: "execute", title: "t", rawInput: { command: ["sh", "-c", "a\nb"] } })).toBe(
    "sh -c a b",
  );
  expect(summary({ kind: "execute", title: "x".repeat(300) })).toHaveLength(200);
});
