import { lstat, readdir, readlink, realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { Mount } from "./bubblewrap.ts";

const systemFolders = [
  "/usr",
  "/bin",
  "/sbin",
  "/lib",
  "/lib32",
  "/lib64",
  "/libx32",
  "/etc",
  "/opt",
  "/nix",
  "/snap",
];

let known: Promise<Mount[]> | null = null;

/** The system's programs and settings as every user of the machine may read them, and node; asked once per process. */
export function systemMounts(): Promise<Mount[]> {
  known ??= findSystem();
  return known;
}

async function findSystem(): Promise<Mount[]> {
  const system = await Promise.all(systemFolders.map((folder) => mountsOf(folder)));
  const others = await Promise.all([...nodeFiles(), ...connectionFiles(), ...machineFiles].map(mountsOf));
  const masks = await Promise.all([masksIn("/etc", 6), masksIn("/opt", 2)]);
  const temporary: Mount = { kind: "link", to: "/tmp", at: "/var/tmp" };
  return withoutCovered([...system.flat(), ...masks.flat(), ...others.flat(), temporary]);
}

/** How many processors there are. */
const machineFiles = ["/sys/devices/system/cpu"];

/** Certificates and names; they may be links to somewhere else. */
const connectionFiles = (): string[] => [
  ...["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR"].flatMap((name) => process.env[name] ?? []),
  "/etc/ssl/certs",
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/resolv.conf",
];

/** Of node's folder only what is node's: a prefix such as ~/.local holds much else. */
export function nodeFiles(): string[] {
  const bin = path.dirname(process.execPath);
  const names = ["lib/node_modules", "include/node", "etc/npmrc"];
  return [bin, ...names.map((name) => path.join(path.dirname(bin), name))];
}

/** What only the owner or a group may read stays out, for a process of root without its rights is still the owner. */
async function masksIn(folder: string, depth: number): Promise<Mount[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name): Promise<Mount[]> => {
      const at = path.join(folder, name);
      const facts = await lstat(at).catch(() => null);
      if (facts === null || facts.isSymbolicLink()) return [];
      const isForAll = (facts.mode & 0o004) !== 0 && (!facts.isDirectory() || (facts.mode & 0o001) !== 0);
      if (!isForAll) return [{ kind: facts.isDirectory() ? "blank-folder" : "blank-file", at }];
      return facts.isDirectory() && depth > 1 ? masksIn(at, depth - 1) : [];
    }),
  );
  return found.flat();
}

/**
 * How to show a path: a link as a link together with what it leads to, anything else as it is; nothing when it does
 * not exist.
 */
export async function mountsOf(at: string): Promise<Mount[]> {
  const facts = await lstat(at).catch(() => null);
  if (facts === null) return [];
  if (!facts.isSymbolicLink()) return [{ kind: "read", from: at, at }];
  const to = await readlink(at);
  const target = path.resolve(path.dirname(at), to);
  return target === at ? [] : [{ kind: "link", to, at }, ...(await mountsOf(target))];
}

/** A path below another that is shown anyway needs no mount, and a link there could not be made. */
export function withoutCovered(mounts: readonly Mount[]): Mount[] {
  const roots: string[] = [];
  const seen = new Set<string>();
  return mounts.filter((mount) => {
    const isMask = mount.kind === "blank-file" || mount.kind === "blank-folder";
    if (seen.has(mount.at) || (!isMask && roots.some((root) => isWithin(root, mount.at)))) return false;
    seen.add(mount.at);
    if (mount.kind === "read" || mount.kind === "link") roots.push(mount.at);
    return true;
  });
}

export const isWithin = (folder: string, file: string): boolean =>
  file === folder || file.startsWith(folder === "/" ? "/" : `${folder}/`);

/** Folders of a home in which language tools are installed; the second name holds what the first one starts. */
const toolFolders: readonly (readonly string[])[] = [
  [".cargo/bin", ".rustup"],
  [".pyenv"],
  [".rbenv"],
  [".nvm/versions"],
  [".volta"],
  [".asdf"],
  [".bun/bin"],
  [".deno/bin"],
  [".sdkman/candidates"],
  ["go/bin"],
  [".local/share/mise"],
  [".local/share/pnpm"],
  [".npm-global"],
  [".local/bin"],
];

/** Language tools of the user's home that are on `searchPath`; nothing else of the home. */
export function toolsOn(searchPath: string, home: string): string[] {
  const folders = searchPath.split(":");
  return toolFolders
    .map((names) => names.map((name) => path.join(home, name)))
    .filter(([first = ""]) => folders.some((folder) => isWithin(first, folder)))
    .flat();
}

/**
 * What must be readable to start a program: its file, the links that lead to it, and for one that was installed by
 * npm the outermost node_modules folder, since it needs its neighbours. `program` is a path or a name on `PATH`.
 * Empty when there is no such program.
 */
export async function readableFor(
  program: string,
  searchPath = process.env["PATH"] ?? "",
): Promise<string[]> {
  const file = await findProgram(program, searchPath);
  if (file === null) return [];
  const real = await realpath(file);
  const names = real.split("/");
  const outermost = names.indexOf("node_modules");
  return outermost === -1 ? [file, real] : [names.slice(0, outermost + 1).join("/"), file, real];
}

/** The file that a name on `searchPath` means; null when there is none. */
export async function findProgram(program: string, searchPath: string): Promise<string | null> {
  if (program.includes("/")) return (await isProgram(program)) ? path.resolve(program) : null;
  for (const folder of searchPath.split(":").filter((name) => path.isAbsolute(name))) {
    const file = path.join(folder, program);
    if (await isProgram(file)) return file;
  }
  return null;
}

async function isProgram(file: string): Promise<boolean> {
  const facts = await stat(file).catch(() => null);
  return facts !== null && facts.isFile() && (facts.mode & 0o111) !== 0;
}
