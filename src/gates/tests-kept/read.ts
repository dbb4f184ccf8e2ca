import { parse } from "../syntax/syntax.ts";
import { readJavascript } from "./javascript.ts";
import type { TestFile } from "./model.ts";
import { readPython } from "./python.ts";

/** Files whose tests are known one by one; of those in other languages they are counted. */
export const isRead = (path: string): boolean => /\.([cm]?[jt]sx?|py)$/i.test(path);

/** What stands in a file; null when it cannot be read as a program. */
export async function read(path: string, text: string): Promise<TestFile | null> {
  if (!isRead(path)) return null;
  const syntax = await parse(path, text);
  if (syntax === null) return null;
  return syntax.language === "python" ? readPython(syntax, path) : readJavascript(syntax, path);
}
