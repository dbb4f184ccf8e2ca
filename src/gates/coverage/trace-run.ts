import picomatch from "picomatch";
import type { Profile } from "../../core/profile.ts";
import type { Requirement } from "../../core/requirements.ts";
import {
  type SourceFile,
  type Trace,
  type TraceSources,
  kindOf,
  pathsIn,
  traceOf,
} from "../../core/trace.ts";
import type { Repository } from "../../workspace/workspace.ts";

/** What a run is traced by: its requirements, what was said and what is in the repository. */
export interface TracedRun {
  repository: Repository;
  profile: Profile;
  base: string;
  head: string;
  requirements: readonly Requirement[];
  artifacts: Readonly<Record<string, string>>;
  /** Reports that newer ones took the place of. */
  earlier: TraceSources["earlier"];
}

/** Where each requirement is planned, changed and proven: from artifacts, and from the commits themselves. */
export async function traceRun(run: TracedRun): Promise<Trace[]> {
  const { repository, base, head, artifacts, earlier, requirements, profile } = run;
  const changes = await repository.changes(base, head);
  const present = changes.filter(({ kind }) => kind !== "deleted").map(({ path }) => path);
  const files = new Set(await repository.files(head));
  const named = [...Object.entries(artifacts), ...earlier.map(({ name, text }) => [name, text] as const)]
    .filter(([artifact]) => kindOf(artifact) === "report")
    .flatMap(([, text]) => pathsIn(text).map(({ path }) => path))
    .filter((path) => files.has(path));
  const texts = await repository.texts(head, [...present, ...named]);
  const before = await repository.texts(base, present);
  const changed = changes.map(({ path }): SourceFile => ({
    path,
    text: texts.get(path) ?? "",
    before: before.get(path) ?? null,
  }));
  const matcher = (globs: readonly string[]) =>
    globs.length === 0 ? () => false : picomatch([...globs], { dot: true });
  const isTest = matcher(profile.tests);
  const isDocument = matcher(profile.docs);
  return traceOf({ requirements, artifacts, earlier, changed, files, texts, isTest, isDocument });
}
