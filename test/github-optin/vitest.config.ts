import { defineConfig } from "vitest/config";

/** Tests on the strict GitHub that `npm run test:github` runs; PHASEGATE_TEST_GITHUB names the folder of its packages. */
export default defineConfig({
  test: {
    include: ["test/github-optin/**/*.test.ts"],
    testTimeout: 600_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
  },
});
