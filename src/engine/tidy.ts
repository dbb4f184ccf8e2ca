import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Place } from "./place.ts";

/** Remove a finished run's trees and checkout, which hold the project's dependencies; what agents said stays. */
export async function tidy({ root, checkout }: Place): Promise<void> {
  const steps = path.join(root, "steps");
  const names = await readdir(steps, { recursive: false }).catch(() => []);
  const entries = await Promise.all(
    names.map(async (step) =>
      (await readdir(path.join(steps, step))).map((name) => path.join(steps, step, name)),
    ),
  );
  const trees = entries.flat().filter((entry) => path.basename(entry).startsWith("tree-"));
  await Promise.all([...trees, checkout].map((folder) => rm(folder, { recursive: true, force: true })));
}
