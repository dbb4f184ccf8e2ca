import { readFile, stat } from "node:fs/promises";
import { MistakesError, UserError } from "../core/error.ts";

/** What is to be delivered, as a person wrote it. */
export interface Spec {
  title: string;
  body: string;
  /** Absolute path of the file. */
  source: string;
}

const largest = 512 * 1024;

/** Read a spec: Markdown whose first heading is the title. Throws UserError or MistakesError. */
export async function readSpec(file: string): Promise<Spec> {
  const text = await textOf(file);
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const at = lines.findIndex((line) => /^#{1,6}\s+\S/.test(line));
  const before = lines.slice(0, Math.max(at, 0)).findIndex((line) => line.trim() !== "");
  if (at === -1 || before !== -1)
    throw mistake(
      file,
      before + 1 || 1,
      "a spec begins with a heading, its title",
      "write a first line such as: # Product reviews",
    );
  const title = (lines[at] ?? "")
    .replace(/^#+\s+/, "")
    .replace(/\s+#*\s*$/, "")
    .trim();
  const body = lines
    .slice(at + 1)
    .join("\n")
    .trim();
  if (body === "")
    throw mistake(
      file,
      at + 1,
      "the spec has a title and nothing else",
      "say below it what is to be built and how one can tell that it works",
    );
  return { title: title.slice(0, 200), body, source: file };
}

async function textOf(file: string): Promise<string> {
  const facts = await stat(file).catch((error: unknown) => {
    throw new UserError(
      "NO_SPEC",
      `the spec ${file} cannot be read`,
      "name a Markdown file: phasegate run SPEC.md",
      { cause: error },
    );
  });
  if (!facts.isFile())
    throw new UserError(
      "NO_SPEC",
      `the spec ${file} is not a file`,
      "name a Markdown file: phasegate run SPEC.md",
    );
  if (facts.size > largest)
    throw mistake(
      file,
      1,
      `the spec is longer than ${largest / 1024} KiB`,
      "describe one feature; put long material into the repository",
    );
  const bytes = await readFile(file);
  if (bytes.includes(0)) throw mistake(file, 1, "the spec is not text", "write it as Markdown in UTF-8");
  return bytes.toString("utf8");
}

const mistake = (file: string, line: number, message: string, remedy: string): MistakesError =>
  new MistakesError([{ file, line, message, remedy }]);
