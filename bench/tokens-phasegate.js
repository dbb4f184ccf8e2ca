// The demo's feature, delivered by Phasegate with the real Claude Code and a scripted model.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { root } from "../scripts/install.js";
import { baseEnvironment } from "../dist/workspace/process.js";
import { write } from "./support.js";

/** The model's requests, once the whole workflow is ready; throws with the run's own words when it is not. */
export async function deliverWithPhasegate({ place, command, model, priming }) {
  const server = await model.startModelServer({
    script: model.storefrontScript(),
    scenarioIn: model.storefrontScenario,
    fallback: [{ say: "ready." }],
  });
  const home = path.join(place.root, "home");
  mkdirSync(path.join(place.root, "user"));
  write(path.join(home, "settings.yaml"), stringify({ runtimes: { claude: { command: [command] } } }));
  const env = {
    ...baseEnvironment({ HOME: path.join(place.root, "user") }),
    PHASEGATE_HOME: home,
    ANTHROPIC_API_KEY: "dummy",
    ANTHROPIC_BASE_URL: server.url,
    PHASEGATE_PRIMING: priming,
  };
  const args = [
    "run",
    place.spec,
    "--repo",
    place.repository,
    "--workflow",
    "feature",
    "--runtime",
    "claude",
  ];
  const { code, stdout, stderr } = await ended(
    spawn(process.execPath, [path.join(root, "dist", "cli.js"), ...args, "--json"], {
      cwd: place.root,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
  const requests = server.requests();
  await server.close();
  if (code !== 0)
    throw new Error(`phasegate ended with ${code}\n${stderr.slice(-2_000)}\n${stdout.slice(-2_000)}`);
  return requests;
}

/** What a process said, once it has ended. */
export async function ended(child) {
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"])
    child[name].setEncoding("utf8").on("data", (text) => (said[name] += text));
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { code, ...said };
}
