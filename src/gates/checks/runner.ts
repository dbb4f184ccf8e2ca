import path from "node:path";
import picomatch from "picomatch";
import type { Evidence } from "../../core/evidence.ts";
import type { Part, Profile } from "../../core/profile.ts";
import { redact } from "../../core/secrets.ts";
import { ensureDependencies } from "../../workspace/dependencies.ts";
import { baseEnvironment, runProcess, sweep } from "../../workspace/process.ts";
import { probeSandbox } from "../../workspace/sandbox/probe.ts";
import type { ProcessResult, Repository } from "../../workspace/workspace.ts";
import type { Checks, Made, Making } from "../gate.ts";
import { withEarlier } from "./flaky.ts";
import { limitBytes } from "./inside.ts";
import { produceIn } from "./produce.ts";
import { type Check, comparable, reported } from "./reported.ts";
import { type Lane, Room } from "./room.ts";

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

/** Runs a project's checks in a clean checkout, side by side where they cannot be in each other's way. */
export function createChecks(parts: CheckParts): CheckRunner {
  const runner = new CheckRoom(parts);
  return {
    run: (commit, part, kind) => runner.run(commit, part, kind),
    runAgain: (part, kind, failed) => runner.runAgain(part, kind, failed),
    produce: (commit, making) => runner.produce(commit, making),
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
    return this.once(`${tree}/${partName}/${kind}`, async () => {
      const seen = await this.look(commit, tree, this.checkOf(partName, kind));
      return this.keep(partName, kind, known && seen.exitCode === 0 ? withEarlier(known, seen) : seen);
    });
  }

  async runAgain(partName: string, kind: string, failed: Evidence): Promise<Evidence> {
    const { commit, tree } = failed;
    return this.once(`${tree}/${partName}/${kind}/again`, async () => {
      const seen = await this.look(commit, tree, this.checkOf(partName, kind));
      return this.keep(partName, kind, { ...withEarlier(failed, seen), again: true });
    });
  }

  /** What is asked for twice at the same time is done once. */
  private once(key: string, work: () => Promise<Evidence>): Promise<Evidence> {
    const running = this.underWay.get(key) ?? work().finally(() => this.underWay.delete(key));
    this.underWay.set(key, running);
    return running;
  }

  private async keep(part: string, kind: string, evidence: Evidence): Promise<Evidence> {
    await this.parts.remember(part, kind, evidence);
    return evidence;
  }

  private checkOf(partName: string, kind: string): Check {
    const part = this.parts.profile.parts.find(({ name }) => name === partName);
    const command = part && Object.entries(part.checks).find(([name]) => name === kind)?.[1];
    if (!part || !command) throw new Error(`the profile has no check ${kind} of ${partName}`);
    const report = Object.entries(part.reports ?? {}).find(([name]) => name === kind)?.[1];
    return { part, kind, report, command: [...command, ...(report?.arguments ?? [])] };
  }

  private async look(commit: string, tree: string, check: Check): Promise<Evidence> {
    const { result, report } = await this.room.use(commit, laneOf(check), () =>
      reported(this.parts.directory, check, () => this.process(check.part, check.command, limitBytes)),
    );
    const evidence = await this.evidenceOf({ commit, tree }, check, result);
    return { ...evidence, ...comparable(check, result, report) };
  }

  async produce(commit: string, { part: partName, command, files }: Making): Promise<Made> {
    const tree = await this.parts.repository.treeOf(commit);
    const part = this.parts.profile.parts.find(({ name }) => name === partName);
    if (!part) throw new Error(`the profile has no part ${partName}`);
    const { result, ...made } = await this.room.use(commit, { name: partName, alone: true }, () =>
      produceIn(this.parts.directory, files, (catching) => this.process(part, [...catching, ...command])),
    );
    return { evidence: await this.evidenceOf({ commit, tree }, { part, command }, result), ...made };
  }

  private process(part: Part, command: readonly string[], keepBytes?: number): Promise<ProcessResult> {
    const { profile, directory, timeoutMs } = this.parts;
    return runProcess({
      ...(keepBytes === undefined ? {} : { keepBytes }),
      command,
      cwd: path.join(directory, part.path),
      env: this.processEnvironment(),
      timeoutMs,
      confined: { writable: [directory], network: part.network ?? false, limits: profile.limits },
    });
  }

  private async evidenceOf(
    { commit, tree }: { commit: string; tree: string },
    { part, command }: { part: Part; command: readonly string[] },
    { exitCode, durationMs, outputSha256, outputTail }: ProcessResult,
  ): Promise<Evidence> {
    const where = part.path === "." ? "" : `${part.path}: `;
    return {
      commit,
      tree,
      command: `${where}${command.join(" ")}`,
      exitCode,
      durationMs,
      outputSha256,
      outputTail: redact(outputTail),
      at: this.parts.now().toISOString(),
      environment: `${this.parts.environment}, ${await howHeld()}`,
    };
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

/** Tests write now and then, and what looks at all files must not meet that; the other checks only look. */
const laneOf = ({ part, kind }: Check): Lane => ({ name: part.name, alone: kind === "test" });

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
