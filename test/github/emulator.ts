import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { createEmulator } from "emulate";
import type { Answer } from "./answer.ts";

/** Vercel's `emulate`, behind a Unix socket in a folder that nobody else can enter. */
export interface Emulator {
  /** `authorization` is the whole header; null asks as nobody. */
  ask(authorization: string | null, method: string, target: string, body?: unknown): Promise<Answer>;
  /** The App's private key, PEM. */
  privateKey: string;
  close(): Promise<void>;
}

export const appId = 4242;
export const installationId = 100;

export interface Seed {
  /** The address under which the strict layer shows the API; the emulator's own links carry it. */
  api: string;
  people: string[];
  owner: string;
  admins: string[];
  repo: string;
  defaultBranch: string;
}

export const emulatorToken = (login: string): string => `emulator-${login}`;

export async function startEmulator(seed: Seed): Promise<Emulator> {
  const folder = await mkdtemp(path.join(tmpdir(), "github-"));
  const socketPath = path.join(folder, "emulate");
  const started = await createEmulator({
    service: "github",
    port: socketPath as unknown as number, // handed to server.listen as it is: no port, no other program can reach it
    baseUrl: seed.api,
    seed: seedOf(seed),
  });
  const agent = new http.Agent({ keepAlive: true });
  return {
    ask: (authorization, method, target, body) =>
      ask({ socketPath, agent, method, path: target }, authorization, body),
    privateKey: started.generatedSecrets.find(({ kind }) => kind === "github.app_private_key")?.value ?? "",
    async close() {
      agent.destroy();
      await started.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function seedOf({ people, owner, admins, repo, defaultBranch }: Seed): Record<string, unknown> {
  const isPerson = people.includes(owner);
  const permissions = {
    contents: "write",
    issues: "write",
    pull_requests: "write",
    checks: "read",
    metadata: "read",
  };
  return {
    tokens: Object.fromEntries(people.map((login) => [emulatorToken(login), { login, scopes: ["repo"] }])),
    github: {
      users: people.map((login) => ({ login, email: `${login}@example.com` })),
      orgs: isPerson ? [] : [{ login: owner, members: admins.map((login) => ({ login, role: "admin" })) }],
      repos: [{ owner, name: repo, default_branch: defaultBranch }],
      apps: [
        {
          app_id: appId,
          slug: "crew",
          name: "Crew",
          permissions,
          events: [],
          installations: [{ installation_id: installationId, account: owner, repository_selection: "all" }],
        },
      ],
    },
  };
}

function ask(options: http.RequestOptions, authorization: string | null, body: unknown): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(authorization !== null && { authorization }),
    ...(text !== undefined && {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
    }),
  };
  return new Promise((resolve, reject) => {
    const request = http.request({ ...options, headers }, (reply) => {
      const parts: Buffer[] = [];
      reply.on("data", (part: Buffer) => parts.push(part));
      reply.on("error", reject);
      reply.on("end", () => {
        const got = Buffer.concat(parts).toString("utf8");
        resolve({ status: reply.statusCode ?? 0, body: got === "" ? undefined : JSON.parse(got) });
      });
    });
    request.on("error", reject);
    request.end(text);
  });
}
