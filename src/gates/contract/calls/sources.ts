import picomatch from "picomatch";
import { parse, type Syntax } from "../../syntax/syntax.ts";
import type { ContractScene } from "../scene.ts";

const isSource = picomatch("**/*.{js,jsx,mjs,ts,tsx,mts,vue,svelte}", { dot: false });
const isElsewhere = picomatch(
  [
    "**/*.d.ts",
    "**/*.stories.*",
    "**/{mocks,__mocks__,__fixtures__,fixtures,msw,dist,build,node_modules,e2e,cypress,stories}/**",
    "**/mock*.*",
  ],
  { dot: true },
);

const mostFiles = 5_000;

export interface Source {
  file: string;
  syntax: Syntax;
}

/** The frontend's own sources at a commit as syntax trees; without tests, mocks and what is generated. */
export async function sourcesOf(
  { context, contract }: ContractScene,
  commit: string,
  { root, isWanted }: { root: string; isWanted: (text: string) => boolean },
): Promise<{ sources: Source[]; all: string[] }> {
  const { repository, profile } = context;
  const isTest = picomatch(profile.tests, { dot: true });
  const made = new Set(contract.generated.flatMap(({ files }) => files));
  const all = (await repository.files(commit)).filter((file) => root === "." || file.startsWith(`${root}/`));
  const own = all.filter((file) => isSource(file) && !isTest(file) && !isElsewhere(file) && !made.has(file));
  const sources: Source[] = [];
  for (const [file, text] of await repository.texts(commit, own.slice(0, mostFiles))) {
    const syntax = isWanted(text) ? await parse(parsedAs(file), scriptOf(file, text)) : null;
    if (syntax) sources.push({ file, syntax });
  }
  return { sources, all };
}

const isComponent = /\.(vue|svelte)$/;

const parsedAs = (file: string): string => file.replace(isComponent, ".ts");

/** The script of a component, at its own lines. */
function scriptOf(file: string, text: string): string {
  if (!isComponent.test(file)) return text;
  const lines: string[] = [];
  let isScript = false;
  for (const line of text.split("\n")) {
    if (/^\s*<\/script/i.test(line)) isScript = false;
    lines.push(isScript ? line : "");
    if (/^\s*<script\b[^>]*>\s*$/i.test(line)) isScript = true;
  }
  return lines.join("\n");
}
