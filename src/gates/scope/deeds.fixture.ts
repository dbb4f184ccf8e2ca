import { chmod, mkdir, rename, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { makeRepository, writeFiles } from "../../../test/support/project.ts";
import type { Deed } from "./scope.fixture.ts";

/** Does it to an agent's tree. */
export async function act(tree: string, deed: Deed): Promise<void> {
  const at = (file: string) => path.join(tree, file);
  if ("write" in deed) await writeFiles(tree, { [deed.write]: deed.text ?? "mine\n" });
  else if ("move" in deed) await rename(at(deed.move), at(deed.to));
  else if ("remove" in deed) await rm(at(deed.remove), { recursive: true });
  else if ("mode" in deed) await chmod(at(deed.mode), deed.bits);
  else if ("repository" in deed) await makeRepository(at(deed.repository), { "a.js": "x\n" });
  else {
    await mkdir(path.dirname(at(deed.link)), { recursive: true });
    await symlink(deed.to, at(deed.link));
  }
}
