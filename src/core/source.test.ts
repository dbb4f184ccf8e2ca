import { describe, expect, test } from "vitest";
import { z } from "zod";
import { MistakesError } from "./error.ts";
import { parseYaml, readYaml } from "./source.ts";

function mistakesOf(read: () => unknown): { line: number; message: string }[] {
  try {
    read();
  } catch (error) {
    if (error instanceof MistakesError) return error.mistakes.map(({ line, message }) => ({ line, message }));
    throw error;
  }
  throw new Error("expected mistakes");
}

const source = (text: string, offset?: number) => ({
  file: "a.yaml",
  text,
  ...(offset === undefined ? {} : { offset }),
});

describe("parseYaml", () => {
  test("gives the value, and the line of each key", () => {
    const { value, lineOf } = parseYaml(source("a: 1\nb:\n  - x\n  - c:\n      deep\n"));
    expect(value).toEqual({ a: 1, b: ["x", { c: "deep" }] });
    expect([lineOf(["a"]), lineOf(["b"]), lineOf(["b", 1, "c"]), lineOf(["b", 0])]).toEqual([1, 2, 4, 3]);
  });

  test("gives the line of the nearest thing that exists when the thing itself does not", () => {
    const { lineOf } = parseYaml(source("a: 1\nb:\n  c: 2\n"));
    expect(lineOf(["b", "missing"])).toBe(2);
    expect(lineOf(["missing"])).toBe(1);
    expect(lineOf([])).toBe(1);
  });

  test("counts lines from the start of the file when the text is a part of it", () => {
    expect(parseYaml(source("a: 1\nb: 2\n", 10)).lineOf(["b"])).toBe(12);
    expect(mistakesOf(() => parseYaml(source("a: 1\nb: [\n", 10)))[0]?.line).toBeGreaterThan(11);
  });

  test("reports malformed text, a key that stands twice included, at its line", () => {
    expect(mistakesOf(() => parseYaml(source("a: 1\na: 2\n")))).toEqual([
      { line: 2, message: "Map keys must be unique" },
    ]);
    expect(mistakesOf(() => parseYaml(source("a: 'open\n")))).toHaveLength(1);
  });

  test("reports an alias that leads nowhere, and one that would fill the memory", () => {
    expect(mistakesOf(() => parseYaml(source("a: *nothing\n")))[0]?.message).toContain("nothing");
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
    for (const [one, other] of [
      ["b", "a"],
      ["c", "b"],
      ["d", "c"],
    ])
      bomb.push(`${one}: &${one} [${Array(10).fill(`*${other}`).join(", ")}]`);
    expect(mistakesOf(() => parseYaml(source(bomb.join("\n"))))).toEqual([
      { line: 1, message: "Excessive alias count indicates a resource exhaustion attack" },
    ]);
  });
});

describe("readYaml", () => {
  const schema = z.strictObject({ name: z.string(), inner: z.strictObject({ size: z.int() }).optional() });

  test("gives what the schema makes of the text", () => {
    const { value, lineOf } = readYaml(source("name: x\ninner:\n  size: 3\n"), schema);
    expect(value).toEqual({ name: "x", inner: { size: 3 } });
    expect(lineOf(["inner", "size"])).toBe(3);
  });

  test("names every line at fault, each unknown key by itself", () => {
    const text = "name: x\nspeed: 1\ninner:\n  size: big\n  colour: red\nheight: 2\n";
    expect(mistakesOf(() => readYaml(source(text), schema)).sort((a, b) => a.line - b.line)).toEqual([
      { line: 2, message: "speed: is not known here" },
      { line: 4, message: expect.stringMatching(/^inner\.size: Invalid input/) },
      { line: 5, message: "inner.colour: is not known here" },
      { line: 6, message: "height: is not known here" },
    ]);
  });

  test("takes an empty text for an empty map", () => {
    expect(mistakesOf(() => readYaml(source(""), schema))[0]?.message).toMatch(/^name: /);
  });

  test("says of a text that is no map what it should be", () => {
    expect(mistakesOf(() => readYaml(source("- a\n"), schema))).toEqual([
      { line: 1, message: "Invalid input: expected object, received array" },
    ]);
  });
});
