/** A command that only reads, taken apart. */
export interface Reading {
  /** Every word that may name a file. */
  words: readonly string[];
}

const plainWord = /^[\w.,/:=@%+^-]+/;
const discarded = /^2>(?:\/dev\/null|&1)(?=[\s|;&]|$)/;
const operator = /^(?:\|\||&&|\||;)/;

type Token = { word: string } | { operator: string };

/**
 * What a command of codex's shell reads, when it is one that can only read; null when it is any other, or cannot be
 * told. Codex reads files by commands and by nothing else, so a role without commands needs these.
 */
export function readingOf(command: string): Reading | null {
  const outer = wordsOf(command);
  const [shell = "", flag = "", script, ...others] = outer ?? [];
  const isShell = /^(?:\/usr)?\/?(?:bin\/)?(?:ba|z|da)?sh$/.test(shell) && ["-c", "-lc"].includes(flag);
  if (!isShell || script === undefined || others.length > 0) return null;
  const tokens = tokensOf(script);
  const commands = tokens && commandsOf(tokens);
  if (!commands?.every(isReading)) return null;
  return { words: commands.flatMap(([program = "", ...args]) => mayBeFiles(program, args)) };
}

function wordsOf(text: string): string[] | null {
  const tokens = tokensOf(text);
  const words = tokens?.flatMap((token) => ("word" in token ? [token.word] : []));
  return words && words.length === tokens?.length ? words : null;
}

/** Null for everything that a shell would do more with than split it into words. */
function tokensOf(text: string): Token[] | null {
  const tokens: Token[] = [];
  let rest = text.trim();
  while (rest !== "") {
    const [skip] = discarded.exec(rest) ?? operator.exec(rest) ?? [];
    if (skip !== undefined) {
      if (!skip.startsWith("2>")) tokens.push({ operator: skip });
      rest = rest.slice(skip.length).trimStart();
      continue;
    }
    const taken = takeWord(rest);
    if (taken === null) return null;
    tokens.push({ word: taken.word });
    rest = rest.slice(taken.length);
    const [space = ""] = /^[ \t]+/.exec(rest) ?? [];
    if (space === "" && rest !== "" && !operator.test(rest)) return null;
    rest = rest.slice(space.length);
  }
  return tokens;
}

/** A word of plain, single-quoted and double-quoted pieces, without any expansion. */
function takeWord(text: string): { word: string; length: number } | null {
  let word = "";
  let at = 0;
  for (;;) {
    const rest = text.slice(at);
    const [plain] = plainWord.exec(rest) ?? [];
    const [single, bare = ""] = /^'([^'\0]*)'/.exec(rest) ?? [];
    const [double, quoted = ""] = /^"((?:[^"\\$`\0]|\\["\\$`])*)"/.exec(rest) ?? [];
    const piece = plain ?? single ?? double;
    if (piece === undefined) return at === 0 ? null : { word, length: at };
    word += plain ?? (single === undefined ? quoted.replaceAll(/\\(["\\$`])/g, "$1") : bare);
    at += piece.length;
  }
}

function commandsOf(tokens: readonly Token[]): string[][] | null {
  const commands: string[][] = [[]];
  for (const token of tokens)
    if ("word" in token) commands.at(-1)?.push(token.word);
    else commands.push([]);
  return commands.every((words) => words.length > 0) ? commands : null;
}

/** Programs that cannot change anything, with the options that could; all others are no reading. */
const readers: Readonly<Record<string, RegExp | null>> = {
  cat: null,
  nl: null,
  wc: null,
  ls: null,
  pwd: null,
  stat: null,
  cut: null,
  tr: null,
  echo: null,
  basename: null,
  dirname: null,
  grep: null,
  egrep: null,
  fgrep: null,
  head: null,
  tail: /^-(?:[a-zA-Z]*[fF]|-(?:f|ret))/,
  rg: /^-(?:[a-zA-Z]*[zf]|-(?:pre|hostname-bin|search-zip|file|ignore-file))/,
  find: /^-(?:exec|ok|delete|fprint|fls|files0-from)/,
  sed: null,
};

function isReading([program = "", ...args]: readonly string[]): boolean {
  if (!Object.hasOwn(readers, program)) return false;
  if (program === "sed") return isPrinting(args);
  const forbidden = readers[program];
  return !args.some((word) => forbidden?.test(word));
}

/** `sed` that prints lines by their numbers; its other words are files. */
function isPrinting([flag, script = "", ...files]: readonly string[]): boolean {
  return (
    flag === "-n" && /^\d+(?:,(?:\d+|\$))?p$/.test(script) && !files.some((word) => word.startsWith("-"))
  );
}

function mayBeFiles(program: string, args: readonly string[]): string[] {
  const all = program === "sed" ? args.slice(2) : args;
  if (program === "echo" || program === "tr") return [];
  // The value of an option may be a file too: `--file=x`, `-fx`.
  return all.flatMap((word) => (word.startsWith("-") ? (/=(.+)$/.exec(word)?.slice(1) ?? []) : [word]));
}
