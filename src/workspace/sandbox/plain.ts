import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { sweep } from "../process.ts";
import type { Confinement, ConfinementRules } from "./rules.ts";

/** Not held by the system at all: only found again and ended. `problem` says why. */
export function plainPlace(rules: ConfinementRules, problem: string): Confinement {
  const marker = randomUUID();
  const children: ChildProcessWithoutNullStreams[] = [];
  return {
    sandbox: { kind: "none", problem },
    tree: rules.tree,
    sessions: rules.sessions,
    spawn([program = "", ...args], { env, cwd = "" }) {
      const child = spawn(program, args, {
        cwd: path.join(rules.tree, cwd),
        env: { ...env, ...markerOfHost(), PHASEGATE_CONFINED: marker },
        stdio: "pipe",
        detached: true,
      });
      children.push(child);
      return child;
    },
    outside: (file) => file,
    whyEnded: () => null,
    async close() {
      for (const { pid } of children) killGroup(pid);
      await sweep(`PHASEGATE_CONFINED=${marker}`);
    },
  };
}

/** By this the engine finds what is left when the host itself has been killed. */
function markerOfHost(): Record<string, string> {
  const marker = process.env["PHASEGATE_AGENT"];
  return marker === undefined ? {} : { PHASEGATE_AGENT: marker };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // nobody of the group is left
  }
}
