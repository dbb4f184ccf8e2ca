/** What a person will look for in the result. */
export interface Requirement {
  /** "R1". */
  id: string;
  text: string;
}

/** A list item that begins with an id, in bold or not: `- **R1** text` or `1. **R1 Name.** text`. */
const item = /^\s*(?:[-*+]|\d+[.)])\s+(?:\*\*)?(R\d+)\b(?:\*\*)?[.:]?\s*(.*)$/;
/** Headings under which items are no requirements, and items that say so themselves. */
const leftOut = /\b(?:out of scope|not part|not in scope|non-goals?|later|gaps?|deviations?)\b/i;
const leavesOut = /^(?:is |was |stays |remains )?(?:out of scope|not part|left out|dropped)\b/i;

/**
 * Requirements that a text lists, in its order; each id counts once. What follows an item belongs to it. Where a
 * section of requirements lists some, items elsewhere only speak of them.
 */
export function requirementsOf(text: string): Requirement[] {
  const items = itemsIn(text);
  const listed = items.filter(({ isListed }) => isListed);
  const found = new Map<string, string[]>();
  for (const { id, lines } of listed.length > 0 ? listed : items) if (!found.has(id)) found.set(id, lines);
  return [...found].map(([id, lines]) => ({ id, text: lines.join(" ").replaceAll("**", "").trim() }));
}

interface Item {
  id: string;
  lines: string[];
  /** Stands under a heading that says that requirements follow. */
  isListed: boolean;
}

function itemsIn(text: string): Item[] {
  const items: Item[] = [];
  const above: string[] = [];
  let open: string[] | null = null;
  for (const line of text.split("\n")) {
    const [, id, rest = ""] = item.exec(line) ?? [];
    const [, marks, title = ""] = /^(#{1,6})\s+(.*)$/.exec(line) ?? [];
    if (marks !== undefined)
      above.splice(marks.length - 1, above.length, ...blanks(marks.length - 1 - above.length), title);
    if (
      id !== undefined &&
      !leavesOut.test(rest) &&
      !above.slice(1).some((heading) => leftOut.test(heading))
    ) {
      open = [rest];
      items.push({
        id,
        lines: open,
        isListed: above.slice(1).some((heading) => /\brequirements?\b/i.test(heading)),
      });
    } else if (/^\s*(?:[-*+]|\d+[.)])\s|^#/.test(line)) {
      open = null;
    } else {
      open?.push(line.trim());
    }
  }
  return items;
}

/** Levels of headings that were left out. */
const blanks = (count: number): string[] => Array.from({ length: Math.max(0, count) }, () => "");
