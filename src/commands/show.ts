import { existsSync } from "node:fs";
import { UserError } from "../core/error.ts";
import type { RunStatus } from "../core/status.ts";
import type { Engine } from "../engine/engine.ts";
import { placeOf } from "../engine/place.ts";
import { printJson, type Environment } from "./environment.ts";
import { findRun, named } from "./find-run.ts";
import { homeOf } from "./home.ts";
import { paintFor } from "./progress/colour.ts";
import { artifactsText, gatesText } from "./show-text.ts";
import { usageFacts, usageText } from "./usage-text.ts";
import { readGit } from "./user-git.ts";
import { withEngine } from "./with-engine.ts";

type Artifact = Awaited<ReturnType<Engine["artifacts"]>>[number];

/** What of a run is shown: text for people, and the same as data. */
interface Shown {
  text: string;
  data: unknown;
}

/** Show what a run has made: its artifacts, one artifact (NAME or NAME@VERSION), its gates, what it used, or its diff. */
export async function show(
  id: string,
  what: string | undefined,
  options: { json?: boolean },
  environment: Environment,
): Promise<number> {
  const { text, data } = await withEngine(environment, async (engine) => {
    const status = await findRun(engine, id, named);
    return shown(what, { status, artifacts: await engine.artifacts(status.id) }, environment);
  });
  if (options.json) printJson(environment, data);
  else environment.out.write(text.endsWith("\n") ? text : `${text}\n`);
  return 0;
}

async function shown(
  what: string | undefined,
  { status, artifacts }: { status: RunStatus; artifacts: Artifact[] },
  environment: Environment,
): Promise<Shown> {
  switch (what) {
    case undefined:
    case "artifacts":
      return { text: artifactsText(status, artifacts).join("\n"), data: artifacts };
    case "gates":
      return {
        text: gatesText(status, paintFor(environment, environment.out)).join("\n"),
        data: status.gates,
      };
    case "usage":
      return { text: usageText(status).join("\n"), data: usageFacts(status) };
    case "diff": {
      const diff = await diffOf(status, environment);
      return { text: diff, data: { base: status.base, head: status.head, diff } };
    }
    default: {
      const artifact = artifactNamed(what, artifacts);
      return { text: artifact.body, data: artifact };
    }
  }
}

function artifactNamed(what: string, artifacts: readonly Artifact[]): Artifact {
  const [name, version] = what.split("@");
  const found = artifacts.findLast(
    (one) => one.name === name && (version === undefined || String(one.version) === version),
  );
  if (found) return found;
  const names = [...new Set(artifacts.map((one) => one.name))].join(", ");
  throw new UserError(
    "NO_SUCH_ARTIFACT",
    `the run has no artifact ${what}`,
    names === ""
      ? "it has none yet; there are gates, usage and diff"
      : `it has: gates, usage, diff, ${names}`,
  );
}

/** From the run's own repository, which has every commit of it; from the user's where that is gone. */
async function diffOf(
  { id, repository, base, head, branch }: RunStatus,
  environment: Environment,
): Promise<string> {
  const args = ["diff", "--no-ext-diff", "--no-textconv", "--no-color", base, head, "--"];
  const own = placeOf(homeOf(environment), id).gitDir;
  const answers = [];
  for (const place of [...(existsSync(own) ? [own] : []), repository]) {
    const answer = await readGit(place, args);
    if (answer.exitCode === 0) return answer.stdout;
    answers.push(answer.stderr.trim());
  }
  throw new UserError(
    "NO_DIFF",
    `git cannot compare ${base} and ${head}: ${answers.join("; ")}`,
    `see whether branch ${branch} is still there; what lies at GitHub is fetched into the clone first`,
  );
}
