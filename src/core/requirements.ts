/** What a person will look for in the result. */
export interface Requirement {
  /** "R1". */
  id: string;
  text: string;
}

/** A list item that begins with an id, in bold or not: `- **R1** text` or `1. **R1 Name.** text`. */
const item = /^\s*(?:[-*+]|\d+[.)])\s+(?:\*\*)?(R\d+)\b(?:\*\*)?[.:]?\s*(.*)$/;

/** Requirements that a text lists, in its order; each id counts once. What follows an item belongs to it. */
export function requirementsOf(text: string): Requirement[] {
  const found = new Map<string, string[]>();
  let open: string[] | null = null;
  for (const line of text.split("\n")) {
    const match = item.exec(line);
    const id = match?.[1];
    if (id !== undefined) {
      open = found.has(id) ? null : [];
      if (open) found.set(id, open);
      open?.push(match?.[2] ?? "");
    } else if (/^\s*(?:[-*+]|\d+[.)])\s|^#/.test(line)) {
      open = null;
    } else {
      open?.push(line.trim());
    }
  }
  return [...found].map(([id, lines]) => ({ id, text: lines.join(" ").replaceAll("**", "").trim() }));
}
