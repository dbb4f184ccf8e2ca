import { defineConfig } from "vitest/config";

/** Judges the cases of all gates; bench/gates.js starts it and reads what it writes. */
export default defineConfig({
  test: {
    include: ["bench/gates/*.test.ts"],
    globalSetup: "bench/gates/report.ts",
    testTimeout: 900_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
  },
});
