import path from "node:path";
import type { RuntimeChoice } from "../core/agent.ts";
import { UserError } from "../core/error.ts";
import { runtimes } from "./wire.ts";

const form = "--runtime scripted:FILE, where FILE is a scenario";

/** The runtime that `--runtime NAME:FILE` names, its file checked; a UserError says what is wrong with it. */
export async function runtimeFrom(flag: string | undefined, cwd: string): Promise<RuntimeChoice> {
  if (flag === undefined) {
    throw new UserError(
      "NO_RUNTIME",
      "no runtime was named; runtimes that drive real agents come with a later version",
      `until then name the scripted one: ${form}`,
    );
  }
  const [name = "", ...rest] = flag.split(":");
  const check = runtimes[name];
  if (!check) throw new UserError("UNKNOWN_RUNTIME", `there is no runtime ${name}`, `known: ${form}`);
  const file = rest.join(":");
  if (file === "") throw new UserError("NO_SCENARIO", `the ${name} runtime needs a scenario file`, form);
  const scenario = path.resolve(cwd, file);
  await check(scenario);
  return { name, options: { scenario } };
}
