import { compareTests } from "./compare.ts";
import { compareCounts, isCounted } from "./counted.ts";
import type { Found } from "./found.ts";
import { newMarks } from "./marks.ts";
import { isPermitted, permissionsIn } from "./permissions.ts";
import { isRead } from "./read.ts";
import { compareSettings } from "./settings.ts";
import { isSettings } from "./settings-words.ts";
import { loadTests, type Step } from "./sides.ts";
import { compareSnapshots, isSnapshot } from "./snapshots.ts";

/** All that a change does to tests and that the issue does not allow. */
export async function inspectStep(step: Step, issue: string): Promise<Found[]> {
  const permissions = permissionsIn(issue);
  const found = [
    ...(await ofTests(step)),
    ...(await ofCounts(step)),
    ...(await ofSettings(step)),
    ...(await ofSnapshots(step)),
  ];
  return found
    .filter((each) => !isPermitted(each, permissions))
    .sort((left, right) =>
      left.path < right.path ? -1 : left.path > right.path ? 1 : left.line - right.line,
    );
}

const changedPaths = (step: Step, isOne: (path: string) => boolean): string[] =>
  step.changes.map(({ path }) => path).filter(isOne);

async function ofTests(step: Step): Promise<Found[]> {
  const tests = await loadTests(step);
  return [...compareTests(tests), ...newMarks(tests.before, tests.after)];
}

async function ofCounts(step: Step): Promise<Found[]> {
  const paths = changedPaths(step, (path) => isCounted(path) && isTestFile(step, path));
  if (paths.length === 0) return [];
  const [before, after] = [await step.before.texts(paths), await step.after.texts(paths)];
  return compareCounts(testsOnly(step, before), testsOnly(step, after));
}

/** Where tests stand beside the code, their names say so. */
const isTestFile = (step: Step, path: string): boolean =>
  step.isTest(path) ||
  /(_test\.go|_test\.exs|_spec\.rb|_test\.rb|Tests?\.(java|kt|cs|php|swift)|\.bats|IT\.java)$/.test(path) ||
  isInline(path);

/** Rust has its tests in the files of the code, below a line of their own. */
const isInline = (path: string): boolean => path.endsWith(".rs");

const testsOnly = (step: Step, texts: ReadonlyMap<string, string>): Map<string, string> =>
  new Map(
    [...texts].map(([path, text]) => {
      const at = isInline(path) && !step.isTest(path) ? text.indexOf("#[cfg(test)]") : 0;
      return [path, at < 0 ? "" : text.slice(0, at).replaceAll(/[^\n]/g, "") + text.slice(at)];
    }),
  );

async function ofSettings(step: Step): Promise<Found[]> {
  const paths = changedPaths(step, isSettings);
  if (paths.length === 0) return [];
  const tests = step.before.files.filter((path) => step.isTest(path) && (isRead(path) || isCounted(path)));
  return compareSettings(await step.before.texts(paths), await step.after.texts(paths), tests);
}

/** What is recorded follows the product, also that of an earlier step. */
async function ofSnapshots(step: Step): Promise<Found[]> {
  const paths = changedPaths(step, isSnapshot);
  const isProduct = (path: string) =>
    !step.isTest(path) && !isSnapshot(path) && !/\.(md|txt|rst)$/i.test(path);
  if (paths.length === 0 || step.changedInRun.some(isProduct)) return [];
  return compareSnapshots(await step.before.texts(paths), await step.after.texts(paths));
}
