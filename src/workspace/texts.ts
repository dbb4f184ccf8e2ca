/** A file in a tree. Its id is what git is asked for: a path may hold any character, even a line's end. */
export interface Blob {
  path: string;
  id: string;
  size: number;
}

const largest = 2 * 1024 ** 2;

/** `mode type id size TAB path NUL`, again and again; without what is too large to be a text. */
export function blobsIn(listing: string): Blob[] {
  return listing.split("\0").flatMap((entry) => {
    const tab = entry.indexOf("\t");
    const [, type, id = "", size = ""] = entry.slice(0, Math.max(tab, 0)).split(/ +/);
    const blob = { path: entry.slice(tab + 1), id, size: Number(size) };
    return type === "blob" && blob.size <= largest ? [blob] : [];
  });
}

/** So many at once that an answer stays well below what a string can hold. */
export function portions(blobs: readonly Blob[], bytes = 64 * 1024 ** 2): Blob[][] {
  const found: Blob[][] = [];
  let room = 0;
  for (const blob of blobs) {
    if (room < blob.size || found.length === 0) {
      found.push([]);
      room = bytes;
    }
    found.at(-1)?.push(blob);
    room -= blob.size;
  }
  return found;
}

/** `id type size LF content LF`, again and again, as bytes. */
export function contentsIn(answer: string): Buffer[] {
  const contents: Buffer[] = [];
  for (let at = 0; at < answer.length;) {
    const end = answer.indexOf("\n", at);
    const size = Number(answer.slice(at, end).split(" ")[2]);
    if (!Number.isInteger(size)) throw new Error(`git cat-file answered ${answer.slice(at, end)}`);
    contents.push(Buffer.from(answer.slice(end + 1, end + 1 + size), "latin1"));
    at = end + 1 + size + 1;
  }
  return contents;
}

/**
 * A file is a text if it is UTF-8, or has at least no NUL: a stray byte must not hide a whole file from the gates.
 */
export function textOf(content: Buffer | undefined): string | null {
  if (content === undefined) return null;
  const text = content.toString("utf8");
  return content.includes(0) && text.includes("\uFFFD") ? null : text;
}
