/** A stretch of text that a reader does not see, or sees as something else. `end` is behind it. */
export interface Stretch {
  kind: "bidi" | "zero-width" | "tag" | "variation" | "control" | "homoglyph";
  start: number;
  end: number;
  /** What it says to who reads every character. */
  says: string;
  /** What stands for it in honest text. */
  honest: string;
}

/** A character between its neighbours; a neighbour is empty at the ends of the text. */
interface Seat {
  before: string;
  at: string;
  after: string;
  /** Whether its line holds letters that are written from right to left. */
  isRightToLeft: () => boolean;
}

interface Rule {
  kind: Stretch["kind"];
  of: RegExp;
  /** Where such a character is needed for honest writing. */
  honest?: (seat: Seat) => boolean;
}

/** Scripts whose letters join, or stay apart, by a character without width. */
const joining =
  /[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}\p{scx=Nkoo}]/u;
/** Scripts that are written without spaces between words, so that a line may need to be told where to break. */
const spaceless = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmr}\p{Script=Mymr}\p{Script=Tibt}]/u;
const rightToLeft =
  /(?=\p{L})[\p{Script=Hebr}\p{Script=Arab}\p{Script=Syrc}\p{Script=Thaa}\p{Script=Nkoo}\p{Script=Adlm}]/u;
const pictogram = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\u{1F1E6}-\u{1F1FF}]|\uFE0F/u;
/** May be drawn in two ways, and a selector says which. */
const drawnInWays =
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Script=Han}\p{Script=Mymr}\p{Script=Phag}\p{Sm}\p{So}]/u;

const rules: readonly Rule[] = [
  { kind: "tag", of: /[\u{E0000}-\u{E007F}]/u },
  { kind: "bidi", of: /[\u202A-\u202E\u2066-\u2069]/u },
  { kind: "bidi", of: /[\u200E\u200F\u061C]/u, honest: ({ isRightToLeft }) => isRightToLeft() },
  {
    kind: "zero-width",
    of: /\u200D/u,
    honest: ({ before, after }) =>
      joining.test(before) || (pictogram.test(before) && /\p{Extended_Pictographic}/u.test(after)),
  },
  { kind: "zero-width", of: /\u200C/u, honest: ({ before }) => joining.test(before) },
  {
    kind: "zero-width",
    of: /\u200B/u,
    honest: ({ before, after }) => spaceless.test(before) && spaceless.test(after),
  },
  { kind: "zero-width", of: /\uFEFF/u, honest: ({ before }) => before === "" },
  {
    kind: "zero-width",
    of: /\u00AD/u,
    honest: ({ before, after }) => /\p{L}/u.test(before) && /\p{L}/u.test(after),
  },
  {
    kind: "zero-width",
    // oxlint-disable-next-line no-misleading-character-class -- each is looked for by itself
    of: /[\u034F\u115F\u1160\u17B4\u17B5\u180E\u2060-\u2065\u206A-\u206F\u3164\uFFA0\uFFF0-\uFFFB\u{1D173}-\u{1D17A}\u{E0080}-\u{E00FF}\u{E01F0}-\u{E0FFF}]/u,
  },
  {
    kind: "variation",
    of: /[\uFE00-\uFE0F]/u,
    honest: ({ before, after }) => drawnInWays.test(before) || (/[0-9#*]/.test(before) && after === "\u20E3"),
  },
  { kind: "variation", of: /[\u{E0100}-\u{E01EF}]/u, honest: ({ before }) => /\p{Script=Han}/u.test(before) },
  {
    kind: "variation",
    of: /[\u180B-\u180D\u180F]/u,
    honest: ({ before }) => /\p{Script=Mong}/u.test(before),
  },
  { kind: "control", of: /\r/u, honest: ({ after }) => after === "\n" },
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  { kind: "control", of: /[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\p{Cs}]/u },
];

/** Nothing outside these is worth a look by rule. */
const suspect =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- these are what is looked for
  /[\0-\x08\x0B-\x1F\x7F-\x9F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}\p{Cs}]/gu;

/** The flags of England, Scotland and Wales are a black flag with tags behind it. */
const flags =
  /\u{1F3F4}\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F}/gu;

/** All characters that are not seen, neighbours of one kind as one stretch, in their order. */
export function hiddenCharacters(text: string): Stretch[] {
  const flagged = new Set<number>();
  for (const { index, 0: flag } of text.matchAll(flags))
    for (let at = index; at < index + flag.length; at++) flagged.add(at);
  const lines = lineReader(text);
  const found: Stretch[] = [];
  for (const { index, 0: at } of text.matchAll(suspect)) {
    if (flagged.has(index)) continue;
    const seat = { ...neighboursOf(text, index, at), at, isRightToLeft: () => lines(index) };
    const rule = rules.find(({ of }) => of.test(at));
    if (!rule || rule.honest?.(seat)) continue;
    const last = found.at(-1);
    if (last?.kind === rule.kind && last.end === index) last.end += at.length;
    else found.push({ kind: rule.kind, start: index, end: index + at.length, says: "", honest: "" });
  }
  for (const each of found) each.says = saysOf(each.kind, text.slice(each.start, each.end));
  return found;
}

function neighboursOf(text: string, index: number, at: string): { before: string; after: string } {
  const after = text.codePointAt(index + at.length);
  const low = text.charCodeAt(index - 1);
  const isPair = low >= 0xdc00 && low <= 0xdfff && index >= 2;
  return {
    before: text.slice(Math.max(0, index - (isPair ? 2 : 1)), index),
    after: after === undefined ? "" : String.fromCodePoint(after),
  };
}

/** Whether the line at an index holds letters from right to left; each line is looked at once. */
function lineReader(text: string): (index: number) => boolean {
  let end = -1;
  let answer = false;
  return (index) => {
    if (index > end) {
      const start = text.lastIndexOf("\n", index - 1) + 1;
      const next = text.indexOf("\n", index);
      end = next === -1 ? text.length : next;
      answer = rightToLeft.test(text.slice(start, end));
    }
    return answer;
  };
}

const names: Readonly<Record<string, string>> = {
  "\u202A": "left-to-right embedding",
  "\u202B": "right-to-left embedding",
  "\u202C": "end of a direction",
  "\u202D": "left-to-right override",
  "\u202E": "right-to-left override",
  "\u2066": "left-to-right isolate",
  "\u2067": "right-to-left isolate",
  "\u2068": "isolate",
  "\u2069": "end of an isolate",
  "\u200B": "zero-width space",
  "\u200C": "zero-width non-joiner",
  "\u200D": "zero-width joiner",
  "\u2060": "word joiner",
  "\uFEFF": "zero-width no-break space",
  "\u00AD": "soft hyphen",
  "\u001B": "escape",
};

function saysOf(kind: Stretch["kind"], hidden: string): string {
  const decoded = kind === "tag" || kind === "variation" ? decode(hidden) : "";
  if (decoded !== "") return decoded;
  const first = String.fromCodePoint(Number(hidden.codePointAt(0)));
  const count = Array.from(hidden).length;
  const name = names[first] ?? `U+${hexOf(first)}`;
  return count === 1 ? name : `${name} and ${count - 1} more`;
}

/** Tags carry ASCII; selectors carry bytes. */
function decode(hidden: string): string {
  return Array.from(hidden, (each) => {
    const point = Number(each.codePointAt(0));
    const byte = point < 0xfe10 ? point - 0xfe00 : point < 0xe0080 ? point - 0xe0000 : point - 0xe0100 + 16;
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "";
  }).join("");
}

/** Letters of other alphabets that look like Latin ones, and the Latin ones. */
const lookAlikes = new Map(
  Array.from(
    "аaсcеeоoрpхxуyіiјjѕsһhԁdԛqԝwАAВBЕEКKМMНHОOРPСCТTХXІIЈJЅSοoΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXνv".matchAll(
      /(.)(.)/gu,
    ),
    ([pair]) => [pair.slice(0, -1), pair.slice(-1)] as const,
  ),
);

const mixedWord = /[\p{Script=Latn}\p{Script=Cyrl}\p{Script=Grek}]{3,}/gu;

/** Words of Latin letters in which letters of another alphabet pretend to be Latin. */
export function deceptiveWords(text: string): Stretch[] {
  return Array.from(text.matchAll(mixedWord)).flatMap(({ index, 0: word }): Stretch[] => {
    const letters = Array.from(word);
    const others = letters.filter((letter) => !/\p{Script=Latn}/u.test(letter));
    if (others.length === 0 || others.length === letters.length) return [];
    if (!others.every((letter) => lookAlikes.has(letter)) || isEnding(word)) return [];
    const honest = letters.map((letter) => lookAlikes.get(letter) ?? letter).join("");
    const says = `${honest} with ${others.map((letter) => `U+${hexOf(letter)}`).join(", ")}`;
    return [{ kind: "homoglyph", start: index, end: index + word.length, says, honest }];
  });
}

/** "URLа": an abbreviation with the ending of its case, as people write in Slavic languages. */
const isEnding = (word: string): boolean =>
  /^\p{Script=Latn}*\p{Lu}[\p{Script=Cyrl}\p{Script=Grek}]+$/u.test(word);

const hexOf = (letter: string): string =>
  Number(letter.codePointAt(0)).toString(16).toUpperCase().padStart(4, "0");
