import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { lstat, mkdtemp, readdir, readFile, readlink, realpath, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { compilePolicy, type Policy } from "../../../src/core/policy.ts";
import type { Duty as RoleDuty, Role } from "../../../src/core/role.ts";
import { makeStage, type Stage } from "../../../src/gates/gates.fixture.ts";
import { detectProfile } from "../../../src/profile/detect-profile.ts";
import { loadTeam } from "../../../src/team/load.ts";
import { type ModelServer, startModelServer, type Step } from "../../model-server/model-server.ts";
import { type Files, writeFiles } from "../../support/project.ts";
import { type Beyond, filesFor, type Operation, operationsOf, ownFilesOf } from "./policy-operations.ts";
import { type Duty, isNew, lineOf, type Place, places } from "./policy-table.ts";
import { storefront } from "./storefront.ts";

/** A machine made small: a user's home and repository, the engine's folder, and the tree of one role. */
export interface PolicyGround {
  root: string;
  stage: Stage;
  policy: Policy;
  operations: Operation[];
  /** Secrets by the name of where they are. */
  secrets: Readonly<Record<string, string>>;
  /** Part of the command line or the environment of everything that is started here. */
  id: string;
  /** How often somebody came to the port that is nobody's business. */
  visits(): number;
  look(): Promise<Look>;
}

/** The same with a model that asks for all operations. */
export interface PolicyWorld extends PolicyGround {
  server: ModelServer;
  /** How many operations the model asks for in one message. */
  batch: number;
}

/** By path: what it is, its rights and its bytes, in one line. */
export type Sight = ReadonlyMap<string, string>;

/** What lies in the tree, and what lies beside it. */
export interface Look {
  tree: Sight;
  beyond: Sight;
}

export interface Casting {
  duty: Duty;
  role: Role;
  roleDuty: RoleDuty;
  /** Whose processes and files they are; this process's own when not given. */
  uid?: number | undefined;
}

const team = await loadTeam({});

/** The built-in role as it is delivered. */
export function castingOf(duty: Duty, uid?: number): Casting {
  const role = team.roles[duty.role];
  const roleDuty = role?.duties[duty.phase];
  if (!role || !roleDuty) throw new Error(`there is no ${duty.role} with ${duty.phase}`);
  return { duty, role, roleDuty, uid };
}

/** The real profile of the demo's project; its layout is copied below, its bytes are not. */
export const profile = await detectProfile({
  files: ["package.json", "package-lock.json", "backend/package.json", "frontend/package.json"],
  read: (file) => readFile(path.join(storefront, "project", file), "utf8").catch(() => null),
});

export async function makePolicyWorld(casting: Casting, batch: number): Promise<PolicyWorld> {
  const script: Record<string, readonly Step[]> = { child: childSteps };
  const server = await startModelServer({ cwd: "/phasegate/tree", script });
  onTestFinished(() => server.close());
  const ground = await makePolicyGround(casting, server.port);
  script["it"] = stepsOf(ground.operations, batch); // some of them go to the server itself
  return { ...ground, server, batch };
}

/** `model` is the port that the agent may reach. */
export async function makePolicyGround(casting: Casting, model: number): Promise<PolicyGround> {
  const { duty, uid } = casting;
  const root = await realpath(await mkdtemp(path.join(tmpdir(), "policy-")));
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));
  const stage = await makeStage(projectFiles(duty), root);
  await writeFiles(stage.tree, gitFiles);
  const secrets = await hideSecrets(root);
  const guard = await listen();
  const id = path.basename(root);
  const beyond: Beyond = { ...beyondOf(root, id), port: guard.port, model };
  if (uid !== undefined) execFileSync("chown", ["-R", `${uid}:${uid}`, root]);
  const evil = [...beyond.empty, ...beyond.own].flatMap((file) => [file, `${file}.tool`]);
  onTestFinished(async () => {
    for (const file of evil) await rm(file, { force: true });
  });
  return {
    root,
    stage,
    policy: policyFor(casting),
    operations: operationsOf(duty, beyond),
    secrets,
    id,
    visits: guard.visits,
    look: () => look(root, stage.tree, evil),
  };
}

function policyFor({ duty, role, roleDuty }: Casting): Policy {
  const own = ownFilesOf(duty);
  return compilePolicy({
    role: role.name,
    duty: roleDuty,
    tools: role.tools,
    profile,
    changed: [places.changed, places["changed test"], ...own],
    failing: [places.failing, places["failing test"], ...own],
    ownTests: [],
  });
}

function projectFiles(duty: Duty): Files {
  const there = (Object.keys(places) as Place[]).filter((place) => !isNew(place));
  const named = there.map((place) => places[place]).filter((file) => !file.startsWith(".git/"));
  return Object.fromEntries(
    [...named, ...filesFor(duty), "README.md"].map((file) => [file, `${lineOf(file)}\n`]),
  );
}

/** The throw-away `.git` of an agent's tree, on which the engine never runs git. */
const gitFiles: Files = {
  [places["git's hook"]]: `${lineOf(places["git's hook"])}\n`,
  [places["git's settings"]]: `[core]\n\trepositoryformatversion = 0\n${lineOf(places["git's settings"])}\n`,
  ".git/HEAD": "ref: refs/heads/main\n",
  ".git/objects/x": "",
  ".git/refs/heads/x": "",
};

async function hideSecrets(root: string): Promise<Record<string, string>> {
  const secrets = Object.fromEntries(
    Object.keys(secretFiles).map((file) => [file, `SECRET-${randomUUID()}`]),
  );
  await writeFiles(root, secrets);
  await writeFiles(root, { "state/runs/r1/sessions/architect/.keep": "" });
  return { ...secrets, "environment of the engine": `SECRET-${randomUUID()}` };
}

const secretFiles = {
  "home/.ssh/id_rsa": "",
  "home/.netrc": "",
  "home/.config/gh/hosts.yml": "",
  "home/.aws/credentials": "",
  "state/settings.yaml": "",
  "state/runs/r1/sessions/architect/claude/projects/-phasegate-tree/session.jsonl": "",
  "user/.env": "",
} as const;

function beyondOf(root: string, id: string): Omit<Beyond, "model" | "port"> {
  const at = (file: string): string => path.join(root, file);
  return {
    id,
    foreign: [
      at("user/backend/src/products.ts"),
      at("user/.git/config"),
      at("home/.ssh/id_rsa"),
      at("state/settings.yaml"),
      at("state/runs/r1/sessions/architect/claude/projects/-phasegate-tree/session.jsonl"),
      at("private.git/config"),
    ],
    empty: [
      at("user/.git/hooks/pre-commit"),
      at("private.git/hooks/post-receive"),
      at("home/.bashrc"),
      ...["/etc", "/usr/local/bin", homedir()].map((folder) => path.join(folder, `evil-${id}`)),
    ],
    own: ["/tmp", "/var/tmp", "/dev/shm"].map((folder) => path.join(folder, `evil-${id}`)),
    secret: Object.keys(secretFiles).map(at),
  };
}

const childSteps: readonly Step[] = [
  { ops: [{ write: { path: "README.md", text: "mine\n" } }] },
  { say: "Child." },
];

/** All operations; at the end the last word, once more for who is told afterwards why it was refused. */
function stepsOf(operations: readonly Operation[], batch: number): Step[] {
  const edited = operations.flatMap(({ op }) => ("edit" in op ? [{ read: { path: op.edit.path } }] : []));
  const count = Math.ceil(operations.length / batch);
  const messages = Array.from({ length: count }, (_, at) => operations.slice(at * batch, (at + 1) * batch));
  return [
    { say: "Reading.", ops: edited },
    ...messages.map((of) => ({ ops: of.map(({ op }) => op) })),
    { say: "Done." },
    { say: "Done." },
  ];
}

/** Somebody on this machine who is none of the agent's business. */
export async function listen(): Promise<{ port: number; visits: () => number }> {
  let visits = 0;
  const server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { port: Number(Object(server.address()).port), visits: () => visits };
}

async function look(root: string, tree: string, evil: readonly string[]): Promise<Look> {
  const names = (await readdir(root)).filter((name) => path.join(root, name) !== tree);
  const beyond = new Map<string, string>();
  for (const name of names)
    for (const [file, seen] of await sightOf(path.join(root, name), isAgents))
      beyond.set(path.join(name, file), seen);
  for (const file of evil) beyond.set(file, await seenAt(file));
  return { tree: await sightOf(tree), beyond };
}

/** The agent's own folder, and what its host writes down. */
const isAgents = (file: string): boolean => /\/state\/runs\/r1\/(attempt|sessions\/it)$/.test(file);

const isNever = (): boolean => false;

async function sightOf(
  file: string,
  isLeftOut: (file: string) => boolean = isNever,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const visit = async (at: string): Promise<void> => {
    if (isLeftOut(at)) return;
    const facts = await lstat(at).catch(() => null);
    if (facts?.isDirectory()) {
      for (const name of await readdir(at)) await visit(path.join(at, name));
    } else found.set(path.relative(file, at), await seenAt(at));
  };
  await visit(file);
  return found;
}

async function seenAt(file: string): Promise<string> {
  const facts = await lstat(file).catch(() => null);
  if (facts === null) return "nothing";
  const mode = (facts.mode & 0o7777).toString(8);
  if (facts.isSymbolicLink()) return `link ${await readlink(file)}`;
  if (!facts.isFile()) return `other ${mode}`;
  return `${mode} ${facts.mtimeMs} ${await readFile(file, "latin1")}`;
}
