import type { Found } from "./found.ts";

export const isSnapshot = (path: string): boolean =>
  /\.(snap|ambr|snapshot)$|(^|\/)__snapshots__\//.test(path);

type Texts = ReadonlyMap<string, string>;

/** Recorded values that changed although nothing did that could have changed them. */
export function compareSnapshots(before: Texts, after: Texts): Found[] {
  const now = new Map<string, ReadonlyMap<string, string>>();
  for (const [path, text] of after) now.set(path, entriesOf(text));
  const values = new Set([...now.values()].flatMap((entries) => Array.from(entries.values())));
  return [...before].flatMap(([path, text]) => {
    const is = now.get(path);
    const changed = [...entriesOf(text)].filter(
      ([key, value]) => is?.get(key) !== value && !values.has(value),
    );
    const [first] = changed;
    if (!first) return [];
    const line = after.has(path) ? lineOf(after.get(path) ?? "", first[0]) : 0;
    const names = changed
      .slice(0, 3)
      .map(([key]) => `"${key}"`)
      .join(", ");
    const message = `recorded values were rewritten and no product code was changed: ${names}${changed.length > 3 ? ` and ${changed.length - 3} more` : ""}`;
    return [{ rule: "rewritten-snapshot" as const, path, line, message, content: after.get(path) ?? "" }];
  });
}

function lineOf(text: string, key: string): number {
  const at = text.indexOf(key);
  return at < 0 ? 1 : text.slice(0, at).split("\n").length;
}

/** Entries by name, of vitest's and jest's files and of syrupy's; any other file is one entry. */
function entriesOf(text: string): Map<string, string> {
  const parts = text.startsWith("# serializer version")
    ? text.split(/^# name: /m).slice(1)
    : text.split(/^exports\[`/m).slice(1);
  if (parts.length === 0) return new Map([["the whole file", text]]);
  return new Map(
    parts.map((part) => {
      const end = text.startsWith("# serializer version") ? part.indexOf("\n") : part.indexOf("`] = ");
      return [part.slice(0, Math.max(0, end)), part.slice(Math.max(0, end)).trim()];
    }),
  );
}
