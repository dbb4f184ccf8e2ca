import path from "node:path";
import picomatch from "picomatch";
import type { Evidence } from "../../core/evidence.ts";
import type { Part, Profile } from "../../core/profile.ts";
import { ensureDependencies } from "../../workspace/dependencies.ts";
import { baseEnvironment, runProcess, sweep } from "../../workspace/process.ts";
import { probeSandbox } from "../../workspace/sandbox/probe.ts";
import type { Repository } from "../../workspace/workspace.ts";
import type { Checks } from "../gate.ts";
import { Room } from "./room.ts";

export interface CheckParts {
  repository: Repository;
  profile: Profile;
  /** The clean checkout; nobody else writes there. */
  directory: string;
  /** Installed dependencies, kept for the next checkout. */
  store: string;
  environment: string;
  /** HOME of checks and setup. */
  home: string;
  now(): Date;
  recall(tree: string, part: string, kind: string): Promise<Evidence | null>;
  remember(part: string, kind: string, evidence: Evidence): Promise<void>;
  timeoutMs: number;
}

export interface CheckRunner extends Checks {
  /** Files of `files` that the output of a failing check names. */
  failingPaths(output: string, files: readonly string[]): string[];
  isTest(file: string): boolean;
}

/** Runs a project's checks in a clean checkout; checks of different parts of one commit run side by side. */
export function createChecks(parts: CheckParts): CheckRunner {
  const runner = new CheckRoom(parts);
  return {
    run: (commit, part, kind) => runner.run(commit, part, kind),
    failingPaths: (output, files) => failingPaths(parts.profile.parts, output, files),
    isTest: (file) => picomatch.isMatch(file, parts.profile.tests, { dot: true }),
  };
}

class CheckRoom {
  private readonly parts: CheckParts;
  private readonly underWay = new Map<string, Promise<Evidence>>();
  private readonly room: Room;

  constructor(parts: CheckParts) {
    this.parts = parts;
    this.room = new Room((commit) => this.furnish(commit));
  }

  async run(commit: string, partName: string, kind: string): Promise<Evidence> {
    const tree = await this.parts.repository.treeOf(commit);
    const known = await this.parts.recall(tree, partName, kind);
    // A check that failed by chance, or for what has been mended since, must be able to pass.
    if (known?.exitCode === 0) return known;
    const key = `${tree}/${partName}/${kind}`;
    const running =
      this.underWay.get(key) ??
      this.runNow(commit, tree, partName, kind).finally(() => this.underWay.delete(key));
    this.underWay.set(key, running);
    return running;
  }

  private async runNow(commit: string, tree: string, partName: string, kind: string): Promise<Evidence> {
    const { profile, directory, environment, now, remember, timeoutMs } = this.parts;
    const part = profile.parts.find(({ name }) => name === partName);
    const command = part && Object.entries(part.checks).find(([name]) => name === kind)?.[1];
    if (!part || !command) throw new Error(`the profile has no check ${kind} of ${partName}`);
    const result = await this.room.use(commit, partName, () =>
      runProcess({
        command,
        cwd: path.join(directory, part.path),
        env: this.processEnvironment(),
        timeoutMs,
        confined: { writable: [directory], network: part.network ?? false, limits: profile.limits },
      }),
    );
    const { exitCode, durationMs, outputSha256, outputTail } = result;
    const where = part.path === "." ? "" : `${part.path}: `;
    const evidence: Evidence = {
      commit,
      tree,
      command: `${where}${command.join(" ")}`,
      exitCode,
      durationMs,
      outputSha256,
      outputTail,
      at: now().toISOString(),
      environment: `${environment}, ${await howHeld()}`,
    };
    await remember(partName, kind, evidence);
    return evidence;
  }

  private get marker(): string {
    return `PHASEGATE_CHECKOUT=${this.parts.directory}`;
  }

  private processEnvironment(): Record<string, string> {
    return {
      ...baseEnvironment({ HOME: this.parts.home }),
      CI: "1",
      NO_COLOR: "1",
      PHASEGATE_CHECKOUT: this.parts.directory,
    };
  }

  private isSwept = false;

  /** Make the checkout exactly the commit, with its dependencies. Checks of an engine that died are ended first. */
  private async furnish(commit: string): Promise<void> {
    const { repository, profile, directory, store } = this.parts;
    if (!this.isSwept) await sweep(this.marker);
    this.isSwept = true;
    const { setup, limits } = profile;
    await repository.checkout(
      commit,
      directory,
      (setup?.dependencies ?? []).map((name) => `/${name}`),
    );
    const call = { directory, store, limits, environment: this.processEnvironment() };
    if (setup) await ensureDependencies({ setup, ...call });
  }
}

/** Evidence says what held the process, and says it loudly when nothing did. */
async function howHeld(): Promise<string> {
  const { kind, problem } = await probeSandbox();
  return kind === "bubblewrap" ? kind : `NOT SANDBOXED: ${problem || "checks are not held here"}`;
}

/** Agents and people write paths from the part's folder or from the top; both are found. */
function failingPaths(parts: readonly Part[], output: string, files: readonly string[]): string[] {
  const words = new Set(
    output
      .split(/[\s"'`()[\]<>,;]+|:(?=\d)/)
      .map((word) => word.replace(/^(\.\/|\/+)/, "").replace(/[.:]+$/, "")),
  );
  const names = (file: string): string[] => [
    file,
    ...parts
      .filter((part) => file.startsWith(`${part.path}/`))
      .map((part) => file.slice(part.path.length + 1)),
  ];
  return files.filter((file) => names(file).some((name) => words.has(name)));
}
