import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    // These need programs that their own scripts install: npm run test:runtimes, npm run test:github.
    exclude: ["**/node_modules/**", "test/runtimes/**", "test/github-optin/**"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2, // most tests wait for processes; one worker would leave a core idle
    coverage: {
      include: ["src/core/**/*.ts"],
      exclude: ["src/core/**/*.test.ts", "src/core/**/*.fixture.ts"],
      thresholds: { lines: 100, functions: 100, branches: 100, statements: 100 },
    },
  },
});
