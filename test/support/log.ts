import { watch } from "node:fs";
import type { World } from "./cli.ts";

/** Resolves when the agent's log has a line with `words`. */
export async function logged(world: World, words: string): Promise<void> {
  const watcher = watch(world.root);
  try {
    for (;;) {
      const changed = new Promise((resolve) => {
        watcher.once("change", resolve);
      });
      if ((await world.agentLog()).some((line) => line.includes(words))) return;
      await changed;
    }
  } finally {
    watcher.close();
  }
}
