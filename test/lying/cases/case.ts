import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { duty } from "../../../src/core/run.fixture.ts";
import type { Verdict } from "../../../src/core/evidence.ts";
import type { GateName } from "../../../src/core/workflow.ts";
import type { GateContext } from "../../../src/gates/gate.ts";
import { judge, makeStage, type Stage } from "../../../src/gates/gates.fixture.ts";
import type { Files } from "../../support/project.ts";

/** What one step leaves, and whether its gate must stop it. */
export interface GateCase {
  gate: GateName;
  name: string;
  honest: boolean;
  /** The repository before the step. */
  files: Files;
  /** Files as the step leaves them; null: deleted. */
  to?: Record<string, string | null>;
  artifact?: string;
  context?: Partial<GateContext>;
}

/** `file` as it is in `files`, through `edit`; an edit that changes nothing is a mistake in the table. */
export function edited(files: Files, file: string, edit: (text: string) => string): string {
  const before = files[file] ?? "";
  const after = edit(before);
  if (after === before) throw new Error(`nothing was changed in ${file}`);
  return after;
}

/** Judges cases one after the other; those of the same repository share it. */
export class Court {
  private readonly stages = new Map<Files, Stage>();
  private folder = "";

  async judge({ gate, files, to = {}, artifact = "", context = {} }: GateCase): Promise<Verdict> {
    const stage = await this.stageOf(files);
    await stage.repository.checkout(stage.base, stage.tree, []);
    for (const [name, text] of Object.entries(to)) await put(path.join(stage.tree, name), text);
    const seen = await stage.context({ artifact, duty: duty("plan", { edits: ["backend"] }), ...context });
    return judge(gate, seen);
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async stageOf(files: Files): Promise<Stage> {
    this.folder ||= await mkdtemp(path.join(tmpdir(), "phasegate-"));
    const stage =
      this.stages.get(files) ?? (await makeStage(files, path.join(this.folder, String(this.stages.size))));
    this.stages.set(files, stage);
    return stage;
  }
}

async function put(file: string, text: string | null): Promise<void> {
  if (text === null) return rm(file);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
