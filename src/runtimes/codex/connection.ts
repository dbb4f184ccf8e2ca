import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Assignment } from "../../core/agent.ts";
import { confine, type Confinement, readableFor } from "../../workspace/sandbox/confinement.ts";
import { listTree } from "../../workspace/sandbox/listing.ts";
import { loopbackPorts, userHomeOf } from "../environment.ts";
import { lendLogin } from "../login.ts";
import { textOf } from "../loose.ts";
import { RuntimeUnusable } from "../runtime.ts";
import { configText, type Gateway } from "./config.ts";
import { environmentOf, gatewayOf, loginFileOf, placesIn } from "./environment.ts";
import { prepareFolders, writeSettings } from "./folders.ts";
import { commandToFind, howToInstall, howToLogIn, problemOf } from "./found.ts";
import { type PermissionProfile, permissionProfile, readOnlyProfile } from "./permission-profile.ts";
import { Gone, type Listener, Refused, Rpc } from "./rpc.ts";

/** A codex that has been started for one assignment, and greeted. */
export interface Connection {
  rpc: Rpc;
  place: Confinement;
  /** Parameters of every way to open a thread. */
  opening: Readonly<Record<string, unknown>>;
  /** Codex holds commands itself, since nothing holds codex. */
  isInnerOnly: boolean;
  close(): Promise<void>;
}

/** Throws RuntimeUnusable when codex cannot be started, is of another time, or has no credentials. */
export async function connect(assignment: Assignment, listener: Listener): Promise<Connection> {
  const { runtime, policy, tree, sessions } = assignment;
  const command = await commandToFind(runtime.command);
  const gateway = gatewayOf(process.env);
  const folders = await prepareFolders(assignment);
  if (!gateway && !(await lendLogin(assignment, [loginFileOf(userHomeOf(process.env))])))
    throw new RuntimeUnusable(`codex is not logged in; ${howToLogIn}`);
  const place = await confine({
    policy,
    tree,
    sessions,
    readable: await readableFor(command[0] ?? ""),
    network: { hosts: runtime.hosts ?? [], ports: loopbackPorts([gateway?.url]) },
  });
  try {
    const isInnerOnly = place.sandbox.kind === "none";
    await writeSettings(folders, await settingsOf(assignment, place, { gateway, isInnerOnly }));
    const child = place.spawn([...command, "app-server"], {
      env: environmentOf(process.env, placesIn(place.sessions)),
    });
    const rpc = new Rpc(child, listener);
    await greet(rpc);
    const opening = openingOf(assignment, place, isInnerOnly);
    return { rpc, place, opening, isInnerOnly, close: () => end(child, place) };
  } catch (error) {
    await place.close();
    const isSaid = error instanceof Gone || error instanceof Refused;
    throw isSaid ? new RuntimeUnusable(`${error.message}; run \`codex doctor\``) : error;
  }
}

async function settingsOf(
  { policy, tree }: Assignment,
  place: Confinement,
  { gateway, isInnerOnly }: { gateway: Gateway | null; isInnerOnly: boolean },
): Promise<string> {
  const { tmp, home } = placesIn(place.sessions);
  let profile: PermissionProfile | null = null;
  if (isInnerOnly) profile = policy.shell ? permissionProfile(policy, await listTree(tree)) : readOnlyProfile;
  for (const folder of profile?.create ?? []) await mkdir(path.join(tree, folder), { recursive: true });
  return configText({ tree: place.tree, gateway, profile, scratch: policy.shell ? [tmp, home] : [] });
}

/**
 * `untrusted` asks for every command and every patch. A command that is then allowed and fails in codex's own sandbox
 * is run again without it and without a word, so where that sandbox is all there is, commands run in it unasked.
 */
function openingOf(
  { runtime, system, policy }: Assignment,
  place: Confinement,
  isInnerOnly: boolean,
): Record<string, unknown> {
  return {
    cwd: place.tree,
    model: runtime.model ?? null,
    baseInstructions: system,
    approvalPolicy: isInnerOnly && policy.shell ? "on-request" : "untrusted",
    ...(isInnerOnly ? {} : { sandbox: "danger-full-access" }),
  };
}

async function greet(rpc: Rpc): Promise<void> {
  const greeting = rpc.request("initialize", {
    clientInfo: { name: "phasegate", title: "Phasegate", version: "0" },
    capabilities: { experimentalApi: true, requestAttestation: false },
  });
  const { userAgent } = await Promise.race([greeting, silence()]);
  rpc.notify("initialized");
  const version = /\/(\d+\.\d+\.\d+)/.exec(textOf(userAgent))?.[1] ?? null;
  const problem = problemOf(version);
  if (problem !== "") throw new RuntimeUnusable(`${problem}; ${howToInstall}`);
}

/** Codex answers in a moment; a program that is none may never do so. */
const silence = (): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(
      () => reject(new RuntimeUnusable("codex does not answer; run `codex doctor`")),
      60_000,
    ).unref();
  });

const patienceMs = 3_000;

/** Codex ends by itself when nobody speaks to it any more; whatever is left is ended. */
async function end(child: ReturnType<Confinement["spawn"]>, place: Confinement): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.stdin.end();
    const timer = setTimeout(() => child.kill("SIGTERM"), patienceMs);
    const limit = new Promise((resolve) => setTimeout(resolve, patienceMs + 1_000).unref());
    await Promise.race([ended, limit]);
    clearTimeout(timer);
  }
  await place.close();
}
