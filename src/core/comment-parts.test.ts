import { describe, expect, test } from "vitest";
import { beginningOf, partsOf } from "./comment-parts.ts";
import { leftOpen, linesOf } from "./markdown-lines.ts";

const joined = (text: string, limit: number): string =>
  partsOf(text, limit)
    .map((part) => part.text)
    .join("");

const words = (number: number): string => "Some words that say little. ".repeat(number).trim();
const long: Record<string, string> = {
  prose: Array.from({ length: 40 }, (_, index) => `${words(8)}\n\n${index}`).join("\n"),
  headings: Array.from({ length: 12 }, (_, index) => `## Part ${index}\n\n${words(9)}\n`).join("\n"),
  fence: `Before\n\n\`\`\`ts title="a"\n${"const a = 1;\n\n".repeat(300)}\`\`\`\n\nAfter\n`,
  table: `| a | b |\n|---|:-:|\n${"| one | two |\n".repeat(300)}\nAfter`,
  "one line": "x".repeat(5_000),
  "one line of words": words(300),
  "two-unit characters": "😀".repeat(3_000),
  "line ends of Windows": `${words(3)}\r\n\r\n`.repeat(60),
  "nothing but line ends": "\n".repeat(3_000),
  empty: "",
  "fences in a list": `- item\n\n  ~~~~\n${"  code\n".repeat(300)}  ~~~~\n`,
  "an open fence": `\`\`\`\n${"code\n".repeat(500)}`,
};

test.each(Object.entries(long))("parts joined are the text: %s", (_, text) => {
  for (const limit of [500, 777, 2_000, 10_000]) {
    expect(joined(text, limit) === text).toBe(true);
    for (const { shown } of partsOf(text, limit)) expect(shown.length).toBeLessThanOrEqual(limit);
  }
});

test("a text that fits is one part, as it stands", () => {
  expect(partsOf("# a\n\nb", 500)).toEqual([{ text: "# a\n\nb", shown: "# a\n\nb" }]);
});

test("a part begins at a heading where there is one", () => {
  const parts = partsOf(String(long["headings"]), 1_000);
  expect(parts.length).toBeGreaterThan(3);
  for (const { text } of parts) expect(text.startsWith("## Part ")).toBe(true);
});

test("without headings a part begins at a paragraph, and not within a list item", () => {
  const parts = partsOf(`${words(8)}\n\n`.repeat(10), 1_000);
  for (const { text } of parts) expect(text.startsWith("Some words") && text.endsWith("\n\n")).toBe(true);
  const items = partsOf("- item\n\n  belongs to it\n\n".repeat(60), 500);
  for (const { text } of items) expect(text.startsWith("- item")).toBe(true);
});

test("a heading within a block of code is none", () => {
  const text = `\`\`\`sh\n${"# a comment\nrun it\n".repeat(60)}\`\`\`\n`;
  expect(linesOf(text).filter(({ rank }) => rank === 3)).toEqual([]);
});

test("an open block of code is closed and opened again with its words", () => {
  const [first, second, ...rest] = partsOf(String(long["fence"]), 1_000);
  expect(first?.shown.endsWith("\n```")).toBe(true);
  expect(
    second?.shown.startsWith('```ts title="a"\nconst a = 1;') ||
      second?.shown.startsWith('```ts title="a"\n\n'),
  ).toBe(true);
  expect(rest.at(-1)?.shown.endsWith("```\n\nAfter\n")).toBe(true);
});

test("a block of code that is one long line is closed on a line of its own", () => {
  const parts = partsOf(`\`\`\`\n${"y".repeat(2_000)}\n\`\`\`\n`, 900);
  expect(parts[0]?.shown).toMatch(/y\n```$/);
  expect(parts[1]?.shown).toMatch(/^```\ny/);
});

test("a block of code in a list is opened again where it is one without the list", () => {
  const [, second] = partsOf(`- item\n\n      ~~~~ js\n${"      code\n".repeat(300)}      ~~~~\n`, 1_000);
  expect(second?.shown.startsWith("   ~~~~ js\n      code\n")).toBe(true);
  expect(second?.shown.endsWith("\n   ~~~~")).toBe(true);
});

test("a block of code in a quotation ends with it, and is quoted again", () => {
  const quoted = `> \`\`\`\n${"> code\n".repeat(300)}`;
  expect(partsOf(quoted, 1_000)[1]?.shown.startsWith("> ```\n> code\n")).toBe(true);
  expect(leftOpen(`${quoted}\nafter\n`)).toBe("");
});

test("each part of a table has its head, and no row is broken", () => {
  const parts = partsOf(String(long["table"]), 1_000);
  for (const { shown } of parts) {
    const rows = shown.split("\n").filter((line) => line.startsWith("|"));
    expect(rows.slice(0, 2)).toEqual(["| a | b |", "|---|:-:|"]);
    for (const row of rows.slice(2)) expect(row).toBe("| one | two |");
  }
});

test("a table's head is never parted from its rule, and an enormous one is not said again", () => {
  const text = `${"word\n".repeat(95)}| a | b |\n|---|---|\n| 1 | 2 |\n`;
  for (let limit = 500; limit < 530; limit++)
    for (const part of partsOf(text, limit)) expect(part.text.startsWith("|---")).toBe(false);
  const head = `| ${"h".repeat(1_500)} |\n|---|\n`;
  expect(linesOf(`${head}| a |\n`).at(-1)?.opens).toBe("");
});

describe("what a text leaves open", () => {
  test.each([
    ["plain", ""],
    ["```js\na", "```"],
    ["```js\na\n```", ""],
    ["```js\na\n~~~\n``", "```"],
    ["````\n```\n", "````"],
    ["```\n`````", ""],
    ["``` a`b\nplain", ""],
    ["~~~ a`b\ncode", "~~~"],
    ["- ```\n  code", "  ```"],
  ])("%j: %j", (text, open) => {
    expect(leftOpen(text)).toBe(open);
  });
});

test("the beginning of a text is as much as fits, and nothing when all of it does", () => {
  expect(beginningOf("short", 500)).toBeNull();
  expect(beginningOf(String(long["headings"]), 1_000)?.text.startsWith("## Part 0\n")).toBe(true);
});
