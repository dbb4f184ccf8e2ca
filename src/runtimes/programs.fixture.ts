import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** A folder of small programs, each of which prints for `--version` what is given here; for `PATH`. */
export async function writePrograms(root: string, programs: Record<string, string>): Promise<string> {
  const bin = path.join(root, "bin");
  await mkdir(bin, { recursive: true });
  for (const [name, says] of Object.entries(programs)) {
    await writeFile(path.join(bin, name), `#!/bin/sh\necho '${says}'\n`);
    await chmod(path.join(bin, name), 0o755);
  }
  return bin;
}
