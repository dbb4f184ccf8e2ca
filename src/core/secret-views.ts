/** From `start` to before `end`. */
export interface Range {
  start: number;
  end: number;
}

/** A text as it would read without a disguise, and where in the real one each stretch of it comes from. */
export interface View {
  text: string;
  placeOf(range: Range): Range;
}

/** Cheap disguises that are seen through: what is not seen, strings in pieces, from behind, and three encodings. */
export function* viewsOf(text: string): Generator<View> {
  yield { text, placeOf: (range) => range };
  const joined = joinedView(text);
  if (joined) yield joined;
  yield reversedView(text);
  let decoded = decodedView({ text, placeOf: (range) => range });
  for (let depth = 0; decoded && depth < 2; depth++) {
    yield decoded;
    decoded = decodedView(decoded);
  }
}

/** Characters without width, and what stands between two strings that are added, or between letters in a list. */
const between =
  /[\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF\u{E0000}-\u{E007F}]+|["'`]\s{0,40}(?:\+|\.\.?|&|\\\n)\s{0,40}["'`]|(?<=["'`].)["'`]\s{0,9},\s{0,9}["'`](?=.["'`])/gu;

function joinedView(text: string): View | null {
  const pieces: string[] = [];
  const starts: Piece[] = [];
  let at = 0;
  let length = 0;
  const keep = (end: number): void => {
    starts.push({ from: length, start: at, end });
    pieces.push(text.slice(at, end));
    length += end - at;
  };
  for (const { index, 0: gap } of text.matchAll(between)) {
    keep(index);
    at = index + gap.length;
  }
  if (at === 0) return null;
  keep(text.length);
  const placeOf = ({ start, end }: Range): Range => {
    const [first, last] = [pieceAt(starts, start), pieceAt(starts, end - 1)];
    return { start: first.start + start - first.from, end: last.start + end - last.from };
  };
  return { text: pieces.join(""), placeOf };
}

function reversedView(text: string): View {
  const letters = text.split("").toReversed().join("");
  return {
    text: letters,
    placeOf: ({ start, end }) => ({ start: text.length - end, end: text.length - start }),
  };
}

/** A stretch of the view that begins at `from` and stands for a stretch of the real text. */
interface Piece extends Range {
  from: number;
}

/** The last piece that begins at `at` or before it. */
function pieceAt(pieces: readonly Piece[], at: number): Piece {
  let [low, high] = [0, pieces.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((pieces[middle] as Piece).from <= at) low = middle;
    else high = middle - 1;
  }
  return pieces[low] as Piece;
}

const encodings: readonly { of: RegExp; decode: (run: string) => string[] }[] = [
  {
    of: /(?:[A-Za-z0-9_.~!*'()+/-]|%[0-9A-Fa-f]{2}){16,}/g,
    decode: (run) => (run.includes("%") ? [fromPercent(run)] : []),
  },
  { of: /(?:\\x[0-9A-Fa-f]{2}){16,}/g, decode: (run) => [fromHex(run.replaceAll("\\x", ""))] },
  { of: /(?<![A-Za-z0-9])(?:[0-9A-Fa-f]{2}){20,}(?![A-Za-z0-9])/g, decode: (run) => [fromHex(run)] },
  { of: /[A-Za-z0-9+/_-]{24,}(?:\r?\n[A-Za-z0-9+/_-]+)*/g, decode: fromBase64 },
];

/** All that the text encodes, one piece after the other; null when it encodes nothing. */
function decodedView({ text, placeOf }: View): View | null {
  const pieces: Piece[] = [];
  const texts: string[] = [];
  let from = 0;
  for (const { of, decode } of encodings) {
    for (const { index, 0: run } of text.matchAll(of)) {
      for (const decoded of decode(run)) {
        pieces.push({ from, start: index, end: index + run.length });
        texts.push(decoded);
        from += decoded.length + 1;
      }
    }
  }
  if (pieces.length === 0) return null;
  return {
    text: texts.join("\n"),
    placeOf: ({ start, end }) => {
      const [first, last] = [pieceAt(pieces, start), pieceAt(pieces, end - 1)];
      return placeOf({ start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) });
    },
  };
}

const fromPercent = (run: string): string =>
  run.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const fromHex = (run: string): string =>
  run.replaceAll(/[0-9A-Fa-f]{2}/g, (hex) => String.fromCharCode(Number.parseInt(hex, 16)));

/** What stands before it may be no part of it, so a run is read from each of four places. */
function fromBase64(run: string): string[] {
  const letters = run.replaceAll(/\s/g, "").replaceAll("-", "+").replaceAll("_", "/");
  const offsets = letters.length > 4_000 ? [0] : [0, 1, 2, 3];
  const whole = offsets.map((offset) => {
    const rest = letters.slice(offset);
    return rest.length % 4 === 1 ? rest.slice(0, -1) : rest;
  });
  const lines = run.includes("\n") ? run.split(/\r?\n/).flatMap((line) => fromBase64(line)) : [];
  return [...whole.map((each) => atob(each)), ...lines].filter((decoded) => /[!-~]{12}/.test(decoded));
}
