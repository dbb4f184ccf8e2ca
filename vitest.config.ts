import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files whose tests take minutes; begun last, they would leave a core idle. */
const longest = [
  "crash-attempt",
  "crash-run",
  "kills",
  "live",
  "people",
  "pushed",
  "recovery",
  "verify",
  "faults",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = longest.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return at === -1 ? longest.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    // These need programs that their own scripts install, or long: npm run test:runtimes, test:github, test:long.
    exclude: ["**/node_modules/**", "test/runtimes/**", "test/github-optin/**", "test/long/**"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: "forks",
    sequence: { sequencer: LongestFirst },
    maxWorkers: 3, // most tests wait for processes; fewer workers would leave a core idle
    coverage: {
      include: ["src/core/**/*.ts"],
      exclude: ["src/core/**/*.test.ts", "src/core/**/*.fixture.ts"],
      thresholds: { lines: 100, functions: 100, branches: 100, statements: 100 },
    },
  },
});
