import { expect, test } from "vitest";
import { parseRole } from "./role.ts";

const head = `---
name: architect
description: "Decides: what."
tools: Read, Grep
tier: reasoning
duties:
  planning:
    reads: [pm-spec, "*"]
    writes: system-plan
    edits: []
    changes: none
    sections: [Data]
    gates: [complete, no-code]
`;

const parse = (text: string, file = "team/roles/architect.md") => parseRole({ file, text });

test("a role file is front matter and a prompt", () => {
  const role = parse(`${head}---\n\nYou decide what.\n\n---\n\nStill the prompt.\n`);
  expect(role).toMatchObject({ name: "architect", tier: "reasoning", description: "Decides: what." });
  expect(role.duties.planning?.writes).toBe("system-plan");
  expect(role.body).toBe("You decide what.\n\n---\n\nStill the prompt.");
});

test("a role file may come from Windows", () => {
  expect(parse(`${head}---\nYou decide.\n`.replaceAll("\n", "\r\n")).body).toBe("You decide.");
});

test("a role without front matter is refused", () => {
  expect(() => parse("You decide.")).toThrow(
    "architect.md:1: a role starts with front matter between two lines of ---",
  );
});

test("a role has the name of its file", () => {
  expect(() => parse(`${head}---\nYou.`, "x/other.md")).toThrow(
    "x/other.md:2: the role is named architect, its file other.md",
  );
});

test("a role without a prompt is refused, at the line where it should begin", () => {
  expect(() => parse(`${head}---\n \n`)).toThrow("architect.md:14: the role has no prompt");
});

test("mistakes in the front matter are counted from the start of the file", () => {
  expect(() => parse(`${head.replace("none", "some")}---\nYou.`)).toThrow(
    "architect.md:11: duties.planning.changes: ",
  );
  expect(() => parse(`${head}  dreaming: {}\n---\nYou.`)).toThrow(
    "architect.md:14: duties.dreaming: is not known here",
  );
});
