/** Languages whose grammars are at hand, by the name of the grammar's file. */
export type Language =
  | "javascript"
  | "typescript"
  | "tsx"
  | "python"
  | "go"
  | "java"
  | "ruby"
  | "rust"
  | "c-sharp"
  | "cpp"
  | "php"
  | "bash";

const byExtension: Readonly<Record<string, Language>> = {
  js: "javascript",
  mjs: "javascript",
  cjs: "javascript",
  jsx: "javascript",
  ts: "typescript",
  mts: "typescript",
  cts: "typescript",
  tsx: "tsx",
  py: "python",
  pyi: "python",
  go: "go",
  java: "java",
  rb: "ruby",
  rs: "rust",
  cs: "c-sharp",
  cpp: "cpp",
  cc: "cpp",
  cxx: "cpp",
  c: "cpp",
  h: "cpp",
  hpp: "cpp",
  php: "php",
  sh: "bash",
  bash: "bash",
};

/** The language that a file's name says; null when it is unknown. */
export function languageOf(path: string): Language | null {
  const extension = /\.([A-Za-z]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(byExtension, extension) ? (byExtension[extension] ?? null) : null;
}
