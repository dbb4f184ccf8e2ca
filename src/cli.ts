#!/usr/bin/env node
import { report } from "./commands/failure.ts";
import { programFor } from "./commands/program.ts";
import { processEnvironment } from "./commands/wire.ts";
import type { Environment } from "./commands/environment.ts";

/** Run one command; every error ends here. */
async function main(args: readonly string[], environment: Environment): Promise<number> {
  let exitCode = 0;
  const program = programFor(environment, async (code) => {
    exitCode = await code;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    return report(error, environment, args.includes("--json"));
  }
}

const exitCode = await main(process.argv.slice(2), processEnvironment());
// Runs of others may still be under way here; they go on with the next owner once this process has ended.
process.stdout.write("", () => process.stderr.write("", () => process.exit(exitCode)));
