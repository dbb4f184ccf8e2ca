import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    // These need programs that their own scripts install, or long: npm run test:runtimes, test:github, test:long.
    exclude: ["**/node_modules/**", "test/runtimes/**", "test/github-optin/**", "test/long/**"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 3, // most tests wait for processes; fewer workers would leave a core idle
    coverage: {
      include: ["src/core/**/*.ts"],
      exclude: ["src/core/**/*.test.ts", "src/core/**/*.fixture.ts"],
      thresholds: { lines: 100, functions: 100, branches: 100, statements: 100 },
    },
  },
});
