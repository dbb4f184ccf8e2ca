// Every case that is known of every gate, and whole runs of liars and of honest teams, as a confusion table; ends with 1
// when a lie passed or honest work was stopped. Builds first. node bench/gates.js [--quick], without the demo's scenarios.
import { spawnSync } from "node:child_process";
import { build, root, tool } from "../scripts/install.js";

build();
const { status } = spawnSync(
  tool("vitest"),
  ["run", "--config", "bench/gates/vitest.config.ts", "--reporter=dot"],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PHASEGATE_BENCH_QUICK: process.argv.includes("--quick") ? "1" : "0" },
  },
);
process.exitCode = status ?? 1;
