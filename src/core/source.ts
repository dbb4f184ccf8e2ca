import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { type Mistake, MistakesError } from "./error.ts";

/** A text that a person wrote, with the name under which mistakes in it are reported. */
export interface Source {
  file: string;
  text: string;
  /** Lines before `text` in the file, when `text` is a part of it. */
  offset?: number;
  /** Where a person finds out what such a text may hold; the JSON schemas when not given. */
  form?: string;
}

/** A parsed YAML text that still knows on which line each value stands. */
export interface Located {
  value: unknown;
  lineOf: (path: readonly PropertyKey[]) => number;
}

/** Parse YAML; throws MistakesError when it is malformed. */
export function parseYaml(source: Source): Located {
  const lines = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: lines, prettyErrors: false });
  const offset = source.offset ?? 0;
  const mistake = (line: number, message: string): Mistake => ({
    file: source.file,
    line: line + offset,
    message,
    remedy: "write valid YAML",
  });
  const mistakes = document.errors.map((error) => mistake(lines.linePos(error.pos[0]).line, error.message));
  if (mistakes.length > 0) throw new MistakesError(mistakes);
  return {
    value: plain(document, (message) => mistake(1, message)),
    lineOf: (path) => lineAt(document, lines, path) + offset,
  };
}

/** The document's value; aliases are followed only here, and may lead nowhere or too far. */
function plain(document: Document, mistake: (message: string) => Mistake): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new MistakesError([mistake(String(error).replace(/^\w*Error: /, ""))]);
  }
}

/** The line of the deepest key or item on `path` that exists in the document. */
function lineAt(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = keyNode(document, path.slice(0, depth)) ?? document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** A map's value may begin lines below its key; people look for the key. */
function keyNode(document: Document, path: readonly PropertyKey[]): unknown {
  const parent = document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  return parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))?.key;
}

/** Parse YAML and hold it against a schema; throws MistakesError that names every line at fault. */
export function readYaml<S extends z.ZodType>(
  source: Source,
  schema: S,
): { value: z.infer<S>; lineOf: Located["lineOf"] } {
  const located = parseYaml(source);
  const result = schema.safeParse(located.value ?? {});
  if (result.success) return { value: result.data, lineOf: located.lineOf };
  throw new MistakesError(
    result.error.issues.flatMap(withUnknownKeys).map(({ path, message }): Mistake => ({
      file: source.file,
      line: located.lineOf(path),
      message: path.length > 0 ? `${path.join(".")}: ${message}` : message,
      remedy:
        source.form ?? "the form is described in the JSON schema next to the built-in team (team/schema)",
    })),
  );
}

/** Each unknown key is a mistake of its own, at its own line. */
function withUnknownKeys(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string }[] {
  if (issue.code !== "unrecognized_keys") return [issue];
  return issue.keys.map((key) => ({ path: [...issue.path, key], message: "is not known here" }));
}
