import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { MistakesError, UserError } from "../core/error.ts";
import { readSpec } from "./spec.ts";

async function file(content: string | Buffer): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "spec-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const name = path.join(folder, "spec.md");
  await writeFile(name, content);
  return name;
}

test("the first heading is the title, all below it the body", async () => {
  const name = await file("# Reviews of products\n\nCustomers review products.\n\n## Limits\n\nNone.\n");
  expect(await readSpec(name)).toEqual({
    title: "Reviews of products",
    body: "Customers review products.\n\n## Limits\n\nNone.",
    source: name,
  });
});

test.each([
  ["of another level", "### Reviews\nBody"],
  ["with marks at its end", "# Reviews ##\nBody"],
  ["after blank lines", "\n \n# Reviews\nBody"],
  ["after a mark of byte order", "\uFEFF# Reviews\nBody"],
  ["of a file from Windows", "# Reviews\r\n\r\nBody\r\n"],
])("a title may be a heading %s", async (_, text) => {
  expect(await readSpec(await file(text))).toMatchObject({ title: "Reviews", body: "Body" });
});

test("marks inside a title belong to it", async () => {
  expect((await readSpec(await file("# Support C# and `a#b`\nBody"))).title).toBe("Support C# and `a#b`");
});

test("a very long title is cut, a body is not", async () => {
  const spec = await readSpec(await file(`# ${"x".repeat(500)}\n${"y".repeat(100_000)}\n`));
  expect(spec.title).toHaveLength(200);
  expect(spec.body).toHaveLength(100_000);
});

test.each([
  ["an empty file", "", 1, "a spec begins with a heading"],
  ["a file without a heading", "Words.\n", 1, "a spec begins with a heading"],
  ["words before the heading", "\n\nWords.\n# Title\nBody\n", 3, "a spec begins with a heading"],
  ["a title alone", "\n# Title\n\n \n", 2, "the spec has a title and nothing else"],
  ["bytes that are no text", Buffer.from([35, 32, 0, 1]), 1, "the spec is not text"],
  ["a file that is too long", `# T\n${"x".repeat(600 * 1024)}`, 1, "the spec is longer than 512 KiB"],
])("%s is told with its line", async (_, content, line, message) => {
  const name = await file(content);
  const error: unknown = await readSpec(name).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MistakesError);
  expect(error instanceof MistakesError && error.mistakes).toMatchObject([
    { file: name, line, message: expect.stringContaining(message) as unknown },
  ]);
});

test("a file that is not there, and one that is no file, are mistakes of the person's", async () => {
  const folder = path.dirname(await file("x"));
  for (const name of [path.join(folder, "missing.md"), folder]) {
    const error: unknown = await readSpec(name).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code: "NO_SPEC" });
  }
});
