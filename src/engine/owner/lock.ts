import { randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { UserError } from "../../core/error.ts";
import { isAlive, type ProcessIdentity, selfIdentity } from "../agent-host/identity.ts";

/** Who owns the state below a home, and where it answers. */
export interface Owner extends ProcessIdentity {
  host: string;
  token: string;
  socket: string;
}

export type Claim =
  | { kind: "mine"; owner: Owner; release(): Promise<void> }
  | { kind: "taken"; owner: Owner };

/**
 * Claim a home for this process. Each owner has a number one higher than the one before; the file with the
 * highest number is the owner's. Numbers are taken by exclusive creation, so that of two processes that find a
 * dead owner only one takes its place.
 */
export async function claim(home: string, socket: string): Promise<Claim> {
  const directory = path.join(home, "owner");
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (;;) {
    const highest = (await numbers(directory)).at(-1) ?? 0;
    const holder = highest > 0 ? await read(directory, highest) : null;
    if (holder && (await isHeld(holder))) return { kind: "taken", owner: holder };
    const owner: Owner = { ...(await selfIdentity()), host: hostname(), token: randomUUID(), socket };
    if (await take(directory, highest + 1, owner)) {
      return { kind: "mine", owner, release: () => write(directory, highest + 1, { ...owner, pid: 0 }) };
    }
  }
}

/** The living owner of a home; null when nobody owns it. */
export async function ownerOf(home: string): Promise<Owner | null> {
  const directory = path.join(home, "owner");
  const highest = (await numbers(directory).catch(() => [])).at(-1);
  const holder = highest === undefined ? null : await read(directory, highest);
  return holder && (await isHeld(holder)) ? holder : null;
}

async function isHeld(owner: Owner): Promise<boolean> {
  if (owner.pid === 0) return false;
  if (owner.host !== hostname()) {
    throw new UserError(
      "OWNED_ELSEWHERE",
      `the state is owned by process ${owner.pid} on ${owner.host}`,
      "use another PHASEGATE_HOME on this machine, or PHASEGATE_DATABASE_URL to share runs between machines",
    );
  }
  return isAlive(owner);
}

async function take(directory: string, number: number, owner: Owner): Promise<boolean> {
  const file = fileOf(directory, number);
  const draft = `${file}.${owner.token}`;
  await writeFile(draft, JSON.stringify(owner), { flag: "wx", mode: 0o600 });
  try {
    await link(draft, file); // whole from the first moment: half an owner would be taken for none
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  const all = await numbers(directory);
  if (all.at(-1) !== number) {
    await rm(file, { force: true }); // somebody went past while this process slept
    return false;
  }
  await Promise.all(
    all.filter((other) => other < number - 1).map((other) => rm(fileOf(directory, other), { force: true })),
  );
  return true;
}

const write = (directory: string, number: number, owner: Owner): Promise<void> =>
  writeFile(fileOf(directory, number), JSON.stringify(owner), { mode: 0o600 });

const fileOf = (directory: string, number: number): string => path.join(directory, `${number}.json`);

async function numbers(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  return names
    .flatMap((name) => (/^\d+\.json$/.test(name) ? [Number.parseInt(name, 10)] : []))
    .sort((a, b) => a - b);
}

/** Null for a file that holds no owner: a power cut can leave one. */
async function read(directory: string, number: number): Promise<Owner | null> {
  try {
    return JSON.parse(await readFile(fileOf(directory, number), "utf8")) as Owner;
  } catch {
    return null;
  }
}
