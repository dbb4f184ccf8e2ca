import { type Concern, type FileChange, lineOf } from "./change.ts";

type Json = Readonly<Record<string, unknown>>;

const groups = [
  "dependencies",
  "devDependencies",
  "peerDependencies",
  "optionalDependencies",
  "overrides",
  "resolutions",
];

/** Keys that a person must see a change of, with what they do. What configures checks is looked at elsewhere. */
const keys: Readonly<Record<string, string>> = {
  workspaces: "says which folders are installed and run as packages",
  publishConfig: "says where packages are published",
  packageManager: "names a program that is fetched and run",
  pnpm: "changes what is installed and which install scripts run",
  yarn: "changes what is installed",
  bundleDependencies: "delivers packages that nobody looks at",
  bundledDependencies: "delivers packages that nobody looks at",
  trustedDependencies: "lets install scripts run",
  allowScripts: "lets install scripts run",
  lavamoat: "lets install scripts run",
  dependenciesMeta: "lets install scripts run",
  gypfile: "builds native code at each install",
  binary: "fetches a program at each install",
  husky: "configures git hooks",
  "simple-git-hooks": "configures git hooks",
  "pre-commit": "configures git hooks",
  "pre-push": "configures git hooks",
  gitHooks: "configures git hooks",
  "lint-staged": "configures git hooks",
  commitlint: "configures git hooks",
  release: "configures what is published",
  "release-it": "configures what is published",
  volta: "names programs that are fetched and run",
};

const tags = /^(?:latest|next|beta|alpha|rc|canary|stable|lts|)$/;
const ofWorkspace = /^(?:workspace|catalog):[\w.^~*-]{0,100}$|^\$[@\w/.-]{1,200}$/;
const version = /^[\^~<>=v]{0,3}[\dxX*][\w.+*-]{0,100}$|^[\^~<>=]{1,2}$|^\|\|$|^-$/;

/** From the registry, by a version, a range or a tag; or from this repository's own workspace. */
const isPlain = (spec: string): boolean =>
  tags.test(spec) ||
  ofWorkspace.test(spec) ||
  spec
    .trim()
    .split(/\s+/)
    .every((word) => word.split("||").every((each) => each === "" || version.test(each)));

/** Scripts, sources and settings of a package; plain dependencies from the registry are nobody's concern. */
export function packageConcerns(change: FileChange): Concern[] {
  const [before, after] = [jsonOf(change.before), jsonOf(change.after)];
  if (after === null) return [unreadable(change)];
  const old = before ?? {};
  return [
    ...scriptConcerns(change, old, after),
    ...sourceConcerns(change, old, after),
    ...keyConcerns(change, old, after),
  ];
}

const unreadable = ({ after, name }: FileChange): Concern => ({
  rule: "manifest",
  line: 0,
  message: `${name} cannot be read as what it was`,
  content: after ?? "",
});

/** An empty object for a file that is not there. */
function jsonOf(text: string | null): Json | null {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const installScript =
  /^(?:pre|post)?(?:install|prepare|publish|pack)$|^prepublishOnly$|^dependencies$|^version$|^(?:pre|post)version$/;

/** A new package has scripts; only those that run by themselves are a concern then. */
function scriptConcerns({ before, after: text }: FileChange, old: Json, now: Json): Concern[] {
  const [was, is] = [flat(old["scripts"]), flat(now["scripts"])];
  return Array.from(namesOf(was, is)).flatMap((name): Concern[] => {
    const [past, script] = [was.get(name), is.get(name)];
    if (past === script || (before === null && !installScript.test(name))) return [];
    const verb = past === undefined ? "new" : script === undefined ? "gone" : "another";
    const runs = installScript.test(name) ? ", and it runs by itself" : "";
    const message = `script "${name}" is ${verb}${runs}; scripts of a package stay as they are`;
    return [concern("package-script", text, name, { message, content: `${name} ${script ?? ""}` })];
  });
}

function sourceConcerns({ after: text }: FileChange, old: Json, now: Json): Concern[] {
  return groups.flatMap((group) => {
    const [was, is] = [flat(old[group]), flat(now[group])];
    return [...is].flatMap(([name, spec]): Concern[] => {
      if (was.get(name) === spec || isPlain(spec)) return [];
      const message = `${group} takes "${name}" from ${spec.slice(0, 100)}, which is no version from the registry`;
      return [concern("dependency-source", text, name, { message, content: `${group} ${name} ${spec}` })];
    });
  });
}

function keyConcerns({ before, after: text }: FileChange, old: Json, now: Json): Concern[] {
  return Object.entries(keys).flatMap(([key, does]): Concern[] => {
    const [was, is] = [written(old[key]), written(now[key])];
    if (was === is || (before === null && key === "packageManager")) return [];
    const message = `"${key}" is changed, which ${does}`;
    return [concern("package-setting", text, `"${key}"`, { message, content: `${key} ${is}` })];
  });
}

const concern = (
  rule: string,
  text: string | null,
  words: string,
  rest: Pick<Concern, "message" | "content">,
): Concern => ({ rule, line: lineOf(text, words), ...rest });

const namesOf = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): Set<string> =>
  new Set([...one.keys(), ...other.keys()]);

/** No object of a person's nests deeper than this. */
const deepest = 8;

/** Names and what they hold, also of objects within objects. */
function flat(value: unknown): Map<string, string> {
  const found = new Map<string, string>();
  const rest: [names: string[], held: unknown][] = [[[], value]];
  for (let entry = rest.pop(); entry; entry = rest.pop()) {
    const [names, held] = entry;
    if (isObject(held) && names.length < deepest) {
      for (const [key, each] of Object.entries(held)) rest.push([[...names, key], each]);
    } else if (names.length > 0) {
      found.set(names.join(" > "), typeof held === "string" ? held : written(held));
    }
  }
  return found;
}

function written(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "nested too deeply";
  }
}
