import { existsSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { RunStatus } from "../src/index.ts";
import { makeWorld } from "./support/cli.ts";
import { trioScript } from "./support/scenario.ts";

/** An empty database on a real server, for example postgres://user@127.0.0.1/test; CONTRIBUTING.md says how. */
const url = process.env["PHASEGATE_TEST_DATABASE_URL"] ?? "";

test.skipIf(url === "")(
  "the same code on a Postgres server: a run survives its engine there too",
  async () => {
    const world = await makeWorld({ script: trioScript, database: false });
    const server = { PHASEGATE_DATABASE_URL: url };
    const { signal } = await world.start(world.runArgs("trio"), {
      ...server,
      PHASEGATE_FAILPOINT: "attempt.agent-ended:2",
    });
    expect(signal).toBe("SIGKILL");
    const { exitCode, stdout } = await world.phasegate(
      ["resume", "--repo", world.repository, "--json"],
      server,
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout) as RunStatus).toMatchObject({ status: "ready", crashes: 1, filesChanged: 2 });
    expect(existsSync(path.join(world.home, "database")), "no embedded database was made").toBe(false);
    const words = (await world.agentLog()).map((line) => line.split(" ").slice(1).join(" "));
    expect(new Set(words).size, "no agent did anything twice").toBe(words.length);
  },
);
