import { defineConfig } from "vitest/config";

/** Tests with the real programs of runtimes; PHASEGATE_TEST_RUNTIMES names the folder that they are installed in. */
export default defineConfig({
  test: {
    include: ["test/runtimes/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
  },
});
