import picomatch from "picomatch";
import { parseDocument } from "yaml";
import { z } from "zod";
import { MistakesError, UserError } from "../core/error.ts";
import { detectReports } from "./detect-reports.ts";
import { checkKinds, type CheckKind, type Part, type Profile, profileSchema } from "../core/profile.ts";
import { detectContract } from "./detect-contract.ts";

/** A project's files at one commit. */
export interface ProjectFiles {
  files: readonly string[];
  /** Null for what does not exist. */
  read(file: string): Promise<string | null>;
}

const manifest = z.looseObject({
  name: z.string().optional(),
  scripts: z.record(z.string(), z.string()).default({}),
  workspaces: z.union([z.array(z.string()), z.looseObject({ packages: z.array(z.string()) })]).optional(),
});
type Manifest = z.infer<typeof manifest>;

/** Scripts under which projects keep each check, best first; those that only look before those that write. */
const scriptNames: Readonly<Record<CheckKind, readonly string[]>> = {
  lint: ["lint:check", "lint"],
  format: ["format:check", "check:format", "fmt:check", "prettier:check", "check-format", "format"],
  typecheck: ["typecheck", "type-check", "check-types", "types", "tsc"],
  test: ["test:unit", "test"],
};

const lockFiles = {
  "package-lock.json": "npm",
  "pnpm-lock.yaml": "pnpm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
} as const;

const installs = {
  npm: ["npm", "ci", "--no-audit", "--no-fund"],
  pnpm: ["pnpm", "install", "--frozen-lockfile"],
  yarn: ["yarn", "install", "--immutable"],
  bun: ["bun", "install", "--frozen-lockfile"],
} as const;

/** What can be told of a package.json project from its files; throws UserError where there is nothing to check. */
export async function detectProfile(project: ProjectFiles): Promise<Profile> {
  const root = await manifestOf(project, "package.json");
  if (!root) {
    throw new UserError(
      "NO_PROFILE",
      "the project has no package.json, so its checks are not known",
      "write .phasegate/profile.yaml by hand; docs/profile.md shows one",
    );
  }
  const tool = Object.entries(lockFiles).find(([file]) => project.files.includes(file));
  const runner = tool?.[1] ?? "npm";
  const workspaces = await workspacesOf(project, root);
  const parts = (workspaces.length > 0 ? workspaces : [{ path: ".", manifest: root }])
    .map((each) => partOf(each.path, each.manifest, runner))
    .filter((part) => Object.keys(part.checks).length > 0);
  if (parts.length === 0) {
    throw new UserError(
      "NO_CHECKS",
      "no script named lint, format, typecheck or test was found in any package.json",
      "add one, or write .phasegate/profile.yaml by hand",
    );
  }
  const setup = {
    command: tool
      ? [...installs[runner]]
      : ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"],
    lockFiles: tool ? [tool[0]] : ["package.json"],
    dependencies: ["node_modules", ...workspaces.map((each) => `${each.path}/node_modules`)],
  };
  const packages = [{ path: ".", manifest: root }, ...workspaces];
  return profileSchema.parse({
    parts: distinct(parts),
    setup,
    contract: detectContract(project, {
      parts: distinct(parts),
      packages: packages.map((each) => ({ path: each.path, scripts: each.manifest.scripts })),
      runner,
    }),
  });
}

async function manifestOf({ read }: ProjectFiles, file: string): Promise<Manifest | null> {
  const text = await read(file);
  if (text === null) return null;
  const mistake = (line: number, message: string) =>
    new MistakesError([{ file, line, message, remedy: "mend the file and commit it" }]);
  try {
    return manifest.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof z.ZodError)
      throw mistake(1, error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
    throw mistake(text.slice(0, positionOf(text, error)).split("\n").length, String(error));
  }
}

/** Where JSON goes wrong: the parser says so itself for some mistakes only; YAML's reads JSON as well. */
function positionOf(text: string, error: unknown): number {
  const said = /position (\d+)/.exec(String(error))?.[1];
  if (said !== undefined) return Number(said);
  if (/end of JSON/.test(String(error))) return text.trimEnd().length;
  return parseDocument(text, { schema: "json", prettyErrors: false }).errors[0]?.pos[0] ?? 0;
}

async function workspacesOf(
  project: ProjectFiles,
  root: Manifest,
): Promise<{ path: string; manifest: Manifest }[]> {
  const globs = Array.isArray(root.workspaces) ? root.workspaces : (root.workspaces?.packages ?? []);
  if (globs.length === 0) return [];
  const isWorkspace = picomatch(globs.map((glob) => glob.replace(/^\.\//, "").replace(/\/+$/, "")));
  const folders = project.files
    .filter((file) => file.endsWith("/package.json"))
    .map((file) => file.slice(0, -"/package.json".length))
    .filter((folder) => isWorkspace(folder));
  const found = await Promise.all(
    folders.map(async (path) => ({ path, manifest: await manifestOf(project, `${path}/package.json`) })),
  );
  return found.flatMap(({ path, manifest: own }) => (own ? [{ path, manifest: own }] : []));
}

function partOf(path: string, { name, scripts }: Manifest, runner: string): Part {
  const found = checkKinds.flatMap((kind) => {
    const script = scriptNames[kind].find((candidate) => isCheck(kind, candidate, scripts[candidate]));
    return script === undefined ? [] : [{ kind, script, text: scripts[script] ?? "" }];
  });
  const checks = found.map(({ kind, script }) => [kind, [runner, "run", script]] as const);
  const reports = detectReports(
    Object.fromEntries(found.map(({ kind, text }) => [kind, text] as const)),
    runner,
  );
  const own = path === "." ? (name ?? "app") : (path.split("/").at(-1) ?? path);
  return { name: partName(own), path, checks: Object.fromEntries(checks), ...(reports ? { reports } : {}) };
}

/** A script called `format` that writes files is no check; nor is npm's placeholder for missing tests. */
function isCheck(kind: CheckKind, name: string, script: string | undefined): boolean {
  if (script === undefined || script.includes("no test specified")) return false;
  if (kind !== "format" || name !== "format") return true;
  return /--check|--list-different|-l\b|\bcheck\b/.test(script);
}

/** The name that roles know a part by. */
const partName = (text: string): string =>
  text
    .toLowerCase()
    .replace(/^@[^/]+\//, "")
    .replace(/[^a-z0-9-]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "") || "app";

function distinct(parts: readonly Part[]): Part[] {
  return parts.map((part, index) => {
    const before = parts.slice(0, index).filter(({ name }) => name === part.name).length;
    return before === 0 ? part : { ...part, name: `${part.name}-${before + 1}` };
  });
}
