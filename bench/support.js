import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openEngine } from "../dist/engine/open.js";
import { openLocalForge } from "../dist/forge/local/local-forge.js";
import { loadTeam } from "../dist/team/load.js";

/** A throw-away folder with a repository of two parts. `checks` become the checks of both. */
export function makePlace(checks) {
  const root = mkdtempSync(path.join(tmpdir(), "phasegate-bench-"));
  const repository = path.join(root, "project");
  for (const part of ["backend", "frontend"])
    write(path.join(repository, part, "app.js"), "export const app = 1;\n");
  write(path.join(repository, "README.md"), "# Bench\n");
  const git = commitAll(repository);
  const base = git("rev-parse", "HEAD").toString().trim();
  const parts = ["backend", "frontend"].map((name) => ({ name, path: name, checks }));
  const profile = { parts, tests: ["**/*.test.js"], docs: ["**/*.md"], protected: [] };
  return { root, repository, base, profile, home: path.join(root, "home") };
}

/** Makes a folder a repository with one commit of all that is in it; the git of that repository. */
export function commitAll(repository) {
  const author = ["-c", "user.name=Bench", "-c", "user.email=bench@localhost"];
  const git = (...args) => execFileSync("git", [...author, ...args], { cwd: repository });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message=First commit");
  return git;
}

export function write(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Deliver one run in this process and return its status; the engine stays open for the next one. */
export async function deliver(engine, place, { id, workflow, scenario }) {
  const team = await loadTeam({});
  const definition = {
    format: 1,
    id,
    repository: place.repository,
    feature: { title: "Bench", body: "Bench.", source: "spec.md" },
    workflow: team.workflow(workflow).workflow,
    roles: team.roles,
    profile: place.profile,
    runtime: { name: "scripted", options: { scenario } },
    branch: `bench/${id}`,
    baseBranch: "main",
    base: place.base,
    identity: { name: "Bench", email: "bench@localhost" },
    approvals: [],
    createdAt: new Date().toISOString(),
  };
  await engine.start(definition);
  const status = await engine.settled(id);
  if (status.status !== "ready") throw new Error(`${status.status}: ${status.reason}`);
  return status;
}

export function openBenchEngine(place) {
  const now = () => new Date();
  return openEngine({
    home: place.home,
    databaseUrl: null,
    now,
    checkTimeoutMs: 60_000,
    pollMs: 30_000,
    ownChecks: { longestMs: 0, pollMs: 1_000 },
    openForge: async () =>
      openLocalForge({ directory: path.join(place.home, "forge"), repository: place.repository, now }),
  });
}

/** How much of [0, end] is covered by at least one of the intervals; milliseconds. */
export function covered(intervals) {
  let total = 0;
  let reach = -Infinity;
  for (const { begun, ended } of intervals.toSorted((a, b) => a.begun - b.begun)) {
    total += Math.max(0, ended - Math.max(begun, reach));
    reach = Math.max(reach, ended);
  }
  return total;
}

export const document = (...headings) =>
  headings.map((name) => `## ${name}\n\nNothing special.\n`).join("\n");

export const json = (value) => `\n\`\`\`json\n${JSON.stringify(value)}\n\`\`\`\n`;

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
