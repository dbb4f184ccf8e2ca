// The shape of an escape sequence that `styleText` writes.
// eslint-disable-next-line no-control-regex
const escape = /^\u001b\[[0-9;]*m/;
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|^\p{Emoji_Presentation}/u;
const narrow = /^[\p{Mn}\p{Me}\p{Cf}]/u;

/** How many columns a terminal gives to the text; colours take none. */
export function widthOf(text: string): number {
  return pieces(text).reduce((sum, piece) => sum + piece.width, 0);
}

/** The text within `columns`, colours closed, with … where something was cut off. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = "";
  let left = columns - 1;
  let coloured = false;
  for (const { piece, width } of pieces(text)) {
    if (width > left) break;
    kept += piece;
    left -= width;
    coloured ||= piece.startsWith("\u001b");
  }
  return columns < 1 ? "" : `${kept}…${coloured ? "\u001b[0m" : ""}`;
}

/** Fill up with spaces to `columns`; longer text stays as it is. */
export function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOf(text)));
}

function pieces(text: string): { piece: string; width: number }[] {
  const found: { piece: string; width: number }[] = [];
  let rest = text;
  while (rest !== "") {
    const sequence = escape.exec(rest)?.[0];
    const piece = sequence ?? String.fromCodePoint(rest.codePointAt(0) ?? 0);
    found.push({ piece, width: sequence ? 0 : widthOfCharacter(piece) });
    rest = rest.slice(piece.length);
  }
  return found;
}

function widthOfCharacter(character: string): number {
  if (narrow.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
