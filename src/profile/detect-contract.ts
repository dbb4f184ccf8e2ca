import path from "node:path";
import type { Contract, Part } from "../core/profile.ts";
import type { ProjectFiles } from "./detect-profile.ts";

/** A package of the project: where it lies and what it can run. */
export interface Package {
  path: string;
  scripts: Readonly<Record<string, string>>;
}

const descriptions = [
  { kind: "openapi", pattern: /(^|\/)(openapi|swagger)\.(json|ya?ml)$/i },
  { kind: "graphql", pattern: /(^|\/)schema\.(graphqls?|gql)$/i },
] as const;

/** Copies, examples and what others wrote. */
const elsewhere =
  /(^|\/)(node_modules|vendor|dist|build|examples?|fixtures?|__fixtures__|tests?|__tests__|docs)\//i;

/** The contract of a project with one committed description of its API; undefined when there is none, or several. */
export function detectContract(
  { files }: Pick<ProjectFiles, "files">,
  { parts, packages, runner }: { parts: readonly Part[]; packages: readonly Package[]; runner: string },
): Contract | undefined {
  for (const { kind, pattern } of descriptions) {
    const [file, ...more] = files.filter((each) => pattern.test(each) && !elsewhere.test(each));
    if (file === undefined) continue;
    const backend = backendOf(file, parts);
    if (more.length > 0 || backend === undefined) return undefined;
    const generated = packages.flatMap((each) => generatedBy(each, { file, files, parts, runner }));
    const frontend = frontendOf(backend, parts, generated);
    return {
      kind,
      backend: backend.name,
      ...(frontend === undefined ? {} : { frontend }),
      file,
      generated,
      ignore: [],
    };
  }
  return undefined;
}

/** The part that holds the description; else the one that is called so. */
function backendOf(file: string, parts: readonly Part[]): Part | undefined {
  const holding = parts
    .filter((part) => part.path !== "." && file.startsWith(`${part.path}/`))
    .toSorted((a, b) => b.path.length - a.path.length);
  return holding[0] ?? parts.find(({ name }) => /backend|server|api/.test(name)) ?? parts[0];
}

function frontendOf(
  backend: Part,
  parts: readonly Part[],
  generated: Contract["generated"],
): string | undefined {
  const others = parts.filter(({ name }) => name !== backend.name).map(({ name }) => name);
  const generating = generated.map(({ part }) => part).find((name) => others.some((other) => other === name));
  return generating ?? others.find((name) => /frontend|web|client|ui/.test(name));
}

const generator =
  /\bopenapi-typescript\s+["']?([^\s"']+)["']?\s(?:.*?\s)?(?:-o|--output)(?:\s+|=)["']?([^\s"';&|]+)/;

interface Found {
  file: string;
  files: readonly string[];
  parts: readonly Part[];
  runner: string;
}

/** Scripts that make one committed file from the description. */
function generatedBy(each: Package, { file, files, parts, runner }: Found): Contract["generated"] {
  const part = parts.find((one) => one.path === each.path);
  if (!part) return [];
  return Object.entries(each.scripts).flatMap(([script, text]) => {
    const [, from, to] = generator.exec(text) ?? [];
    if (from === undefined || to === undefined) return [];
    const [input, output] = [from, to].map((name) => path.posix.join(each.path, name));
    if (input !== file || output === undefined || !files.includes(output)) return [];
    return [{ part: part.name, command: [runner, "run", script], files: [output] }];
  });
}
