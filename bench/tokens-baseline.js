// The same feature by one Claude Code session: a project manager that starts the roles as sub-agents and brings
// each what it needs. No gates, no engine; every choice is the one that costs this side less.
import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { profileBrief } from "../dist/profile/brief.js";
import { profileFor } from "../dist/profile/profile-for.js";
import { loadTeam } from "../dist/team/load.js";
import { baseEnvironment } from "../dist/workspace/process.js";
import { write } from "./support.js";
import { ended } from "./tokens-phasegate.js";

/** Where artifacts lie when they are handed on as files; no change of the feature. */
const shelf = ".team";

/** Who is started with what, in order; `again` goes on with an agent that has been started. */
const plan = [
  start("product-manager", "pm-spec", ["issue", "profile"]),
  [
    start("ui-designer", "design-plan", ["profile", "pm-spec"]),
    start("architect", "system-plan", ["profile", "pm-spec"]),
    start("test-writer", "test-plan", ["profile", "pm-spec"]),
  ],
  again(
    "system-plan",
    "The plan holds a code block. A plan decides what is built and holds no code of any kind.",
  ),
  start("product-manager", "plan-review", ["issue", "pm-spec", "design-plan", "system-plan", "test-plan"]),
  again("system-plan", "The product manager wants changes.", ["plan-review"]),
  again("test-plan", "The product manager wants changes.", ["plan-review"]),
  again("plan-review", "Both plans were revised; look again.", ["system-plan", "test-plan"], "plan-review.2"),
  start("backend-developer", "backend-implementation", ["profile", "pm-spec", "system-plan"]),
  again(
    "backend-implementation",
    "backend/src/endpoints/reviews.ts: error TS18048: 'rating' is possibly 'undefined'.",
  ),
  start("frontend-developer", "frontend-implementation", [
    "profile",
    "pm-spec",
    "design-plan",
    "system-plan",
    "backend-implementation",
  ]),
  start("code-optimizer", "optimization-report", ["profile", "diff"]),
  start("code-simplifier", "simplification-report", ["profile", "diff"]),
  start("test-writer", "test-implementation", [
    "profile",
    "pm-spec",
    "design-plan",
    "system-plan",
    "test-plan",
    "diff",
  ]),
  start("quality-checker", "quality-report", ["profile"], { leaves: "diff" }),
  start("code-reviewer", "code-review", ["*", "diff"], { diffIsThere: true }),
  again("backend-implementation", "The code reviewer found a defect.", ["code-review"]),
  again("quality-report", "The backend was changed; check it again.", [], "quality-report"),
  again("code-review", "The defect was mended; look again.", ["backend-implementation"], "code-review.2"),
  start("documentation-expert", "documentation", ["*", "diff"]),
  start("project-manager", "run-report", ["*"]),
];

function start(role, artifact, reads, more = {}) {
  return { kind: "start", role, artifact, reads, script: artifact, ...more };
}

function again(artifact, feedback, reads = [], script = null) {
  return { kind: "again", artifact, feedback, reads, script: script ?? artifact, goesOn: script === null };
}

/**
 * Runs it in a throw-away copy. `handing`: `files` when each agent leaves its artifact in a file that the next one
 * reads, `pasted` when the project manager carries all texts in its own messages.
 */
export async function deliverWithSubAgents({ place, command, model, handing }) {
  const { script, agents, prompt } = await baselineOf(model, handing, place);
  const server = await model.startModelServer({ script });
  mkdirSync(path.join(place.root, "user"));
  const home = path.join(place.root, "user");
  const env = {
    ...baseEnvironment({ HOME: home }),
    CLAUDE_CONFIG_DIR: path.join(home, ".claude"),
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    CLAUDE_CODE_ATTRIBUTION_HEADER: "0",
    DISABLE_AUTOUPDATER: "1",
    IS_SANDBOX: "1", // it would not skip permissions for root otherwise; this folder is thrown away
    ANTHROPIC_API_KEY: "dummy",
    ANTHROPIC_BASE_URL: server.url,
  };
  const file = path.join(place.root, "agents.json");
  write(file, JSON.stringify(agents));
  const args = ["-p", prompt, "--model", "sonnet", "--agents", file, "--dangerously-skip-permissions"];
  const child = spawn(command, [...args, "--output-format", "json"], {
    cwd: place.repository,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { code, stdout, stderr } = await ended(child);
  const requests = server.requests();
  await server.close();
  const last = script.pm.length - 1;
  const wasSaid = requests.some(({ scenario, step }) => scenario === "pm" && step === last);
  if (code !== 0 || !wasSaid)
    throw new Error(
      `claude ended with ${code} before its last step\n${stderr.slice(-2_000)}\n${stdout.slice(-2_000)}`,
    );
  return requests;
}

async function baselineOf(model, handing, place) {
  const { roles } = await loadTeam({});
  const attempts = attemptsIn(model.storefrontScript());
  const texts = { issue: readFileSync(place.spec, "utf8"), profile: await briefOf(place.repository) };
  const scene = { roles, attempts, texts, handing, taken: {}, script: {} };
  shelve(place, texts);
  // With all texts in its own messages it needs nobody to write its report.
  const sent = handing === "files" ? plan : plan.slice(0, -1);
  const last = handing === "files" ? "The feature is delivered." : attempts["run-report"][0].at(-1).say;
  const pm = sent.flatMap((entry) => stepsOfProjectManager([entry].flat(), scene));
  const agents = Object.fromEntries(Object.values(roles).map((role) => [role.name, agentOf(role, handing)]));
  return { script: { ...scene.script, pm: [...pm, { say: last }] }, agents, prompt: orders };
}

/** As the engine tells it to roles. */
async function briefOf(repository) {
  const files = execFileSync("git", ["ls-files"], { cwd: repository, encoding: "utf8" }).trim().split("\n");
  const read = (file) => (files.includes(file) ? readFileSync(path.join(repository, file), "utf8") : null);
  return profileBrief(await profileFor({ files, read: async (file) => read(file) }));
}

/** Artifacts are no change of the feature; the dependencies are there, as the engine has them installed. */
function shelve({ repository }, texts) {
  appendFileSync(path.join(repository, ".git", "info", "exclude"), `/${shelf}/\n`);
  for (const [name, text] of Object.entries(texts)) write(path.join(repository, fileOf(name)), text);
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: repository });
}

/** Each turn of the demo's scenario: answers up to the one that calls no tool. */
function attemptsIn(script) {
  return Object.fromEntries(
    Object.entries(script).map(([name, steps]) => {
      const ends = steps.flatMap(({ ops }, index) => (ops ? [] : [index + 1]));
      return [name, ends.map((end, index) => steps.slice(ends[index - 1] ?? 0, end))];
    }),
  );
}

/** One message starts all of them; an agent that is gone on with works in the background, and is waited for. */
function stepsOfProjectManager(entries, scene) {
  const ops = entries.map((entry) => callFor(entry, scene));
  return entries[0].kind === "start" ? [{ ops }] : [{ ops }, { say: "Waiting." }];
}

function callFor(entry, scene) {
  const turns = scene.attempts[entry.script];
  const count = scene.taken[entry.script] ?? 0;
  scene.taken[entry.script] = count + 1;
  const turn = turns[count % turns.length];
  const name = `${entry.script}-${count + 1}`;
  const task = `[[S:${name}]] ${taskFor(entry, scene)}`;
  scene.script[name] = answersFor(entry, turn, scene);
  scene.texts[entry.artifact] = turn.at(-1).say;
  const { artifact: to, role: kind } = entry;
  return entry.kind === "start"
    ? {
        tool: {
          name: "Agent",
          input: { name: to, description: to, prompt: task, subagent_type: kind, run_in_background: false },
        },
      }
    : { tool: { name: "SendMessage", input: { to, message: task, summary: entry.feedback } } };
}

function taskFor(entry, { roles, texts, handing }) {
  const names = readsOf(entry, texts);
  const files = handing === "files" ? names : names.filter((name) => name === "diff");
  const reading = files.length > 0 ? [`Read ${files.map(fileOf).join(", ")}.`] : [];
  const pasted = names
    .filter((name) => !files.includes(name))
    .map((name) => `<${name}>\n${texts[name]}\n</${name}>`);
  const where =
    handing === "files" ? ` Leave it in ${fileOf(entry.artifact)} and answer with one sentence.` : "";
  if (entry.kind === "again")
    return [...pasted, entry.feedback, ...reading, `Mend exactly this.${where}`].join("\n\n");
  const duty = Object.values(roles[entry.role].duties).find(({ writes }) => writes === entry.artifact);
  const wanted = `Write the artifact \`${duty.writes}\` with these level-2 headings: ${duty.sections.join(", ")}.`;
  return [...pasted, ...reading, `${wanted}${where}`].join("\n\n");
}

const fileOf = (name) => `${shelf}/${name}${name === "diff" ? ".patch" : ".md"}`;

const readsOf = ({ reads }, texts) =>
  reads.flatMap((name) =>
    name === "*" ? Object.keys(texts).filter((each) => !["issue", "profile"].includes(each)) : [name],
  );

const diffing = `git add -A && git diff --cached > ${fileOf("diff")}`;

/** What the role does in the demo's scenario, and besides what handing over costs it. */
function answersFor(entry, turn, { texts, handing }) {
  const names = readsOf(entry, texts).filter((name) => handing === "files" || name === "diff");
  const reads = names.map((name) => ({ read: { path: fileOf(name) } }));
  const artifact = turn.at(-1).say;
  const [first, ...rest] = turn.slice(0, -1);
  const isReading = first?.ops.every((op) => "read" in op) === true;
  const begins = isReading
    ? [{ ...first, ops: [...reads, ...first.ops] }]
    : [...(reads.length > 0 ? [{ ops: reads }] : []), ...(first ? [first] : [])];
  const diff =
    names.includes("diff") && !entry.diffIsThere ? [{ ops: [{ shell: { command: diffing } }] }] : [];
  const work = [...diff, ...begins, ...rest].map((step) => (entry.leaves ? leaving(step) : step));
  const ends =
    handing === "files"
      ? [
          { ops: [{ write: { path: fileOf(entry.artifact), text: artifact } }] },
          { say: `It is in ${fileOf(entry.artifact)}.` },
        ]
      : [{ say: artifact }];
  const [opening, ...others] = [...work, ...ends];
  // The project manager says that it waits before the agent is done, as with a model that takes its time.
  return entry.kind === "again" ? [{ ...opening, delayMs: 1_000 }, ...others] : [opening, ...others];
}

/** The next one reads the diff and has no shell. */
const leaving = (step) => ({
  ...step,
  ops: step.ops?.map((op) =>
    "shell" in op ? { shell: { command: `${op.shell.command} && ${diffing}` } } : op,
  ),
});

function agentOf({ description, body, tools, model }, handing) {
  const own = tools.split(", ");
  return {
    description,
    prompt: body,
    tools: handing === "files" && !own.includes("Write") ? [...own, "Write"] : own,
    model,
  };
}

const orders = [
  "[[S:pm]] You are the project manager. Deliver the feature with the team, one sub-agent after the other:",
  "product-manager (pm-spec); ui-designer, architect and test-writer at once; product-manager reviews the three plans",
  "and their authors revise them; backend-developer, frontend-developer, code-optimizer, code-simplifier; test-writer",
  "implements; quality-checker; code-reviewer, whose findings go back to the author; documentation-expert; at last",
  "project-manager writes the run-report. Give each what it needs; never do their work yourself.",
].join("\n");
