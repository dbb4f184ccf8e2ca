/** What nobody sees: soft hyphens, joiners, marks of direction, byte order marks, variation selectors, tags. */
const ranges =
  "ad-ad 34f-34f 61c-61c 115f-1160 17b4-17b5 180b-180f 200b-200f 202a-202e 2060-206f 3164-3164 fe00-fe0f feff-feff ffa0-ffa0 e0000-e0fff";
const unseen = new RegExp(
  `[${ranges.replace(/[\da-f]+/g, (digits) => `\\u{${digits}}`).replaceAll(" ", "")}]`,
  "gu",
);

/** Letters of other scripts that look like Latin ones, each before the one that it looks like. */
const lookAlikes = new Map(
  Object.entries({
    // Cyrillic
    аa: 0,
    еe: 0,
    оo: 0,
    рp: 0,
    сc: 0,
    уy: 0,
    хx: 0,
    іi: 0,
    јj: 0,
    ѕs: 0,
    ԁd: 0,
    һh: 0,
    ԛq: 0,
    ԝw: 0,
    ӏl: 0,
    кk: 0,
    тt: 0,
    пn: 0,
    гr: 0,
    вb: 0,
    мm: 0,
    АA: 0,
    ВB: 0,
    ЕE: 0,
    КK: 0,
    МM: 0,
    НH: 0,
    ОO: 0,
    РP: 0,
    СC: 0,
    ТT: 0,
    УY: 0,
    ХX: 0,
    ІI: 0,
    ЅS: 0,
    ЈJ: 0,
    // Greek
    αa: 0,
    οo: 0,
    νv: 0,
    ρp: 0,
    τt: 0,
    υu: 0,
    ιi: 0,
    κk: 0,
    χx: 0,
    εe: 0,
    ΑA: 0,
    ΒB: 0,
    ΕE: 0,
    ΖZ: 0,
    ΗH: 0,
    ΙI: 0,
    ΚK: 0,
    ΜM: 0,
    ΝN: 0,
    ΟO: 0,
    ΡP: 0,
    ΤT: 0,
    ΥY: 0,
    ΧX: 0,
    // Latin letters and signs beside ASCII
    ıi: 0,
    ɑa: 0,
    ɡg: 0,
    ʟL: 0,
    "‐-": 0,
    "‑-": 0,
    "−-": 0,
    '“"': 0,
    '”"': 0,
    "‘'": 0,
    "’'": 0,
    "ʼ'": 0,
    "∕/": 0,
    "⁄/": 0,
    "∗*": 0,
    "։:": 0,
    "׃:": 0,
    "꞉:": 0,
    "❴{": 0,
    "❵}": 0,
    "❨(": 0,
    "❩)": 0,
    "⦃{": 0,
    "⦄}": 0,
    "゠=": 0,
    "᐀=": 0,
    "⟹=>": 0,
    "⇒=>": 0,
  }).map(([pair]) => [pair[0] ?? "", pair.slice(1)]),
);
const looking = new RegExp(`[${[...lookAlikes.keys()].join("")}]`, "gu");

export const withoutUnseen = (text: string): string => text.replace(unseen, "");

/** A text as it looks: nothing unseen, wide and foreign letters as the plain ones that they look like. */
export const plain = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(unseen, "")
    .replace(looking, (letter) => lookAlikes.get(letter) ?? letter);
