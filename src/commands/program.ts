import { createRequire } from "node:module";
import { Command } from "commander";
import type { approve as approveCommand } from "./approve.ts";
import type { Environment } from "./environment.ts";
import type { init as initCommand } from "./init.ts";
import type { resume as resumeCommand } from "./resume.ts";
import type { run as runCommand } from "./run.ts";
import type { PolicyOptions } from "./show-policy.ts";

/** Receives the exit code of the command that ran. */
type Finish = (code: Promise<number>) => Promise<void>;

const asJson = ["--json", "print one JSON object on stdout, progress on stderr"] as const;
const inRepo = ["--repo <dir>", "the project's repository (default: the current folder)"] as const;

const runtimeHelp =
  "claude, codex, gemini, one of your settings, or scripted:FILE (default: the first that can be used)";
const inDollars = ["--budget <dollars>", "stop when this much money is used, as 15 or 0.5; or none"] as const;
const inTokens = [
  "--budget-tokens <number>",
  "stop when this many tokens are used, as 200k or 2M; or none",
] as const;

const waiting = [
  "--wait",
  "stay while the run waits for a person, and go on when somebody answers on the forge",
] as const;

const fromForge = [
  "--from-forge <url>",
  "rebuild a run that was lost with its home from its record at the forge; URL is its issue or pull request",
] as const;

const exitCodes = `
Exit codes: 0 done or ready, 2 used wrongly, 3 waiting for a person, 4 stopped or cancelled, or verify found a difference,
            5 stopped because its budget is used, 130 interrupted (the run can be resumed), 1 a fault of phasegate itself.
RUN is a run's id or the beginning of it. State lives in PHASEGATE_HOME, outside your repositories.`;

/** All commands; each file is loaded only when its command runs. */
export function programFor(environment: Environment, finish: Finish): Command {
  const program = new Command("phasegate")
    .description("Give it an issue; get a pull request that carries its own proof, or an honest stop.")
    .version(version(), "-V, --version", "print the version")
    .addHelpText("after", exitCodes)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => environment.out.write(text),
      writeErr: (text) => environment.error.write(text),
      outputError: () => {},
    });
  deliver(program, environment, finish);
  look(program, environment, finish);
  proof(program, environment, finish);
  decide(program, environment, finish);
  keepHouse(program, environment, finish);
  return program;
}

function version(): string {
  const facts: unknown = createRequire(import.meta.url)("../../package.json");
  return (facts as { version: string }).version;
}

const collect = (value: string, earlier: string[] = []): string[] => [...earlier, value];

function deliver(program: Command, environment: Environment, finish: Finish): void {
  program
    .command("init")
    .summary("write .phasegate/profile.yaml for a project")
    .description(
      "Detect the parts and checks of a package.json project and write them to .phasegate/profile.yaml.",
    )
    .option(...inRepo)
    .option("--force", "overwrite a profile that is there")
    .option(...asJson)
    .action((options: Parameters<typeof initCommand>[0]) =>
      finish(import("./init.ts").then(({ init }) => init(options, environment))),
    );
  program
    .command("run")
    .summary("deliver a feature from its issue or spec")
    .description(
      "Deliver a feature: from an issue on GitHub, or from a spec file (Markdown, its first heading is the title), to a ready pull request.",
    )
    .usage("[options] <spec file | issue>")
    .argument("[spec]", "a spec file, or an issue on GitHub: 42, '#42' or its address")
    .option(...inRepo)
    .option("--forge <name>", "local or github (default: github for an issue, local for a file)")
    .option(
      "--token <token>",
      "lets in at GitHub (default: GH_TOKEN, GITHUB_TOKEN, what gh has, a GitHub App)",
    )
    .option("--host <name>", "an Enterprise server (default: GH_HOST, or what the remote says)")
    .option("--workflow <name>", "feature, six, trio, direct, or one of the project's own", "feature")
    .option("--runtime <name>", runtimeHelp)
    .option(...inDollars)
    .option(...inTokens)
    .option(
      "--base <branch>",
      "the branch to start from (default: the current one; on GitHub the repository's default branch)",
    )
    .option("--approve <phase>", "ask a person after this phase; may be given more than once", collect)
    .option(...waiting)
    .option(...asJson)
    .action((spec: string | undefined, options: Omit<Parameters<typeof runCommand>[0], "spec">) =>
      finish(import("./run.ts").then(({ run }) => run({ ...options, spec }, environment))),
    );
  program
    .command("resume")
    .summary("go on with a run")
    .description(
      "Go on with a run that was stopped or left; without RUN, the newest resumable one of this repository. A budget takes the place of the run's own.",
    )
    .argument("[run]")
    .option(...fromForge)
    .option("--runtime <name>", "with --from-forge: what plays the roles here, as for run")
    .option(...inDollars)
    .option(...inTokens)
    .option(...inRepo)
    .option(...waiting)
    .option(...asJson)
    .action((id: string | undefined, options: Parameters<typeof resumeCommand>[1]) =>
      finish(import("./resume.ts").then(({ resume }) => resume(id, options, environment))),
    );
}

function look(program: Command, environment: Environment, finish: Finish): void {
  program
    .command("status")
    .description("Show where a run stands; without RUN, the newest of this repository.")
    .argument("[run]")
    .option(...inRepo)
    .option(...asJson)
    .action((id: string | undefined, options: { repo?: string; json?: boolean }) =>
      finish(import("./status.ts").then(({ status }) => status(id, options, environment))),
    );
  program
    .command("list")
    .description("Show all runs, newest first.")
    .option("--repo <dir>", "only the runs of this repository")
    .option(...asJson)
    .action((options: { repo?: string; json?: boolean }) =>
      finish(import("./list.ts").then(({ list }) => list(options, environment))),
    );
  program
    .command("show")
    .summary("show what a run has made: artifacts, gates, usage, diff; or a role's policy")
    .description(
      "Show what a run has made: the list of artifacts, or one of them, or its gates, what it used, or its diff. `show policy ROLE` shows what a role may do, and what holds it to that.",
    )
    .usage("[options] RUN [what]\n       phasegate show [options] policy ROLE")
    .argument("<run>", "a run, or the word policy")
    .argument("[what]", "gates, usage, diff, or an artifact: NAME, or NAME@VERSION for an older version")
    .option("--repo <dir>", "of a policy: the project's repository (default: the current folder)")
    .option("--workflow <name>", "of a policy: only the phases of this workflow")
    .option("--runtime <name>", "of a policy: what plays the role, as for run")
    .option(...asJson)
    .action((id: string, what: string | undefined, options: PolicyOptions) =>
      finish(
        id === "policy"
          ? import("./show-policy.ts").then(({ showPolicy }) => showPolicy(what, options, environment))
          : import("./show.ts").then(({ show }) => show(id, what, options, environment)),
      ),
    );
}

function proof(program: Command, environment: Environment, finish: Finish): void {
  program
    .command("verify")
    .summary("repeat a run's evidence from scratch and say what differs")
    .description(
      "Repeat all that a run recorded in a fresh place: branch, commits, checks, gates, artifacts; say what differs. Exit code 4 when anything does.",
    )
    .argument("<run>")
    .option(...asJson)
    .action((id: string, options: { json?: boolean }) =>
      finish(import("./verify.ts").then(({ verify }) => verify(id, options, environment))),
    );
}

function decide(program: Command, environment: Environment, finish: Finish): void {
  program
    .command("approve")
    .summary("say yes to what a run asks, and go on with it")
    .description(
      "Say yes to what a run asks, and go on with it; without RUN, the newest of this repository that waits.",
    )
    .argument("[run]")
    .option("-m, --message <text>", "what you want to say with it")
    .option(...inRepo)
    .option(...waiting)
    .option(...asJson)
    .action((id: string | undefined, options: Parameters<typeof approveCommand>[1]) =>
      finish(import("./approve.ts").then(({ approve }) => approve(id, options, environment))),
    );
  program
    .command("reject")
    .summary("say no to what a run asks; it stops")
    .description("Say no to what a run asks, and why; without RUN, the newest of this repository that waits.")
    .argument("<words...>", "[RUN] REASON; quote the reason")
    .usage('[options] [RUN] "REASON"')
    .option(...inRepo)
    .option(...asJson)
    .action((words: string[], options: { repo?: string; json?: boolean }) =>
      finish(import("./reject.ts").then(({ reject }) => reject(words, options, environment))),
    );
  program
    .command("answer")
    .summary("answer a run's question, and go on with it")
    .description(
      "Answer the question that a run asks with one of its numbered answers, and go on with it; without RUN, the newest of this repository that waits.",
    )
    .argument("<words...>", "[RUN] NUMBER [TEXT]; quote the text")
    .usage('[options] [RUN] NUMBER ["TEXT"]')
    .option(...inRepo)
    .option(...waiting)
    .option(...asJson)
    .action((words: string[], options: { repo?: string; json?: boolean; wait?: boolean }) =>
      finish(import("./answer.ts").then((module) => module.answer(words, options, environment))),
    );
  program
    .command("cancel")
    .description("End a run and its agents; what is on its branch stays.")
    .argument("<run>")
    .option("--reason <text>", "why, for the record")
    .option(...asJson)
    .action((id: string, options: { reason?: string; json?: boolean }) =>
      finish(import("./cancel.ts").then(({ cancel }) => cancel(id, options, environment))),
    );
}

function keepHouse(program: Command, environment: Environment, finish: Finish): void {
  program
    .command("doctor")
    .description("Say what on this machine stands in a run's way, and how to mend it.")
    .option(...inRepo)
    .option(...asJson)
    .action((options: { repo?: string; json?: boolean }) =>
      finish(import("./doctor.ts").then(({ doctor }) => doctor(options, environment))),
    );
  program
    .command("clean")
    .description("Remove a run's state; its branch and pull request stay.")
    .argument("[run]")
    .option("--all", "all runs that are ready, cancelled or failed")
    .option(...asJson)
    .action((id: string | undefined, options: { all?: boolean; json?: boolean }) =>
      finish(import("./clean.ts").then(({ clean }) => clean(id, options, environment))),
    );
  program
    .command("workflow")
    .description("Work with workflow files.")
    .command("check")
    .description("Prove that a workflow can be carried out: a file, a workflow by name, or all there are.")
    .argument("[what]", "a workflow file or a workflow's name")
    .option(...inRepo)
    .option(...asJson)
    .action((what: string | undefined, options: { repo?: string; json?: boolean }) =>
      finish(
        import("./workflow-check.ts").then(({ workflowCheck }) => workflowCheck(what, options, environment)),
      ),
    );
}
