import type { Found } from "./found.ts";
import type { Marker, TestFile } from "./model.ts";

/** Marks that no file of tests should gain: tests that silence all others, and words of the framework that are replaced. */
export function newMarks(
  before: ReadonlyMap<string, TestFile>,
  after: ReadonlyMap<string, TestFile>,
): Found[] {
  const focuses = newOf(before, after, (file) =>
    file.focuses.map((mark) => ({ ...mark, key: `${mark.text} ${mark.title}` })),
  );
  const fakes = newOf(before, after, (file) => file.fakes.map((mark) => ({ ...mark, key: mark.text })));
  const exits = newOf(before, after, (file) =>
    isRun(file) ? file.exits.map((mark) => ({ ...mark, key: mark.text })) : [],
  );
  return [
    ...focuses.map(({ path, mark }) => ({
      rule: "focused-test" as const,
      path,
      line: mark.line,
      message: `${mark.text} keeps every other test of the file from running`,
      content: mark.key,
    })),
    ...fakes.map(({ path, mark }) => ({
      rule: "replaced-assertion" as const,
      path,
      line: mark.line,
      message: `this puts something else in the place of the test framework's own: \`${mark.text}\``,
      content: mark.key,
    })),
    ...exits.map(({ path, mark }) => ({
      rule: "hidden-failure" as const,
      path,
      line: mark.line,
      message: `\`${mark.text}\` ends the tests as if all had passed`,
      content: mark.key,
    })),
  ];
}

/** It runs with the tests: it holds some, or prepares them. */
const isRun = ({ path, cases }: TestFile): boolean =>
  cases.length > 0 ||
  /(^|[/.\-_])(setup|teardown|conftest|global|hooks?|bootstrap|reporter|runner|environment)/i.test(path);

type Keyed = Marker & { key: string };

function newOf(
  before: ReadonlyMap<string, TestFile>,
  after: ReadonlyMap<string, TestFile>,
  marksOf: (file: TestFile) => readonly Keyed[],
): { path: string; mark: Keyed }[] {
  const counts = new Map<string, number>();
  for (const file of before.values())
    for (const { key } of marksOf(file)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...after.values()].flatMap((file) =>
    marksOf(file).flatMap((mark) => {
      const known = counts.get(mark.key) ?? 0;
      counts.set(mark.key, known - 1);
      return known > 0 ? [] : [{ path: file.path, mark }];
    }),
  );
}
