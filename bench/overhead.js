// What the engine itself costs, over a whole feature of the `feature` workflow at 1/1000 of its real length.
// Reads the workload from ../shared/bench/workload.json, or from the file that is named: node bench/overhead.js FILE [ROUNDS]
// Needs a build: npm run build.
import { subscribe } from "node:diagnostics_channel";
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { stringify } from "yaml";
import { covered, deliver, document, json, makePlace, median, openBenchEngine, write } from "./support.js";

const file = process.argv[2] ?? new URL("../../shared/bench/workload.json", import.meta.url);
const rounds = Number(process.argv[3] ?? 5);
const workload = JSON.parse(readFileSync(file, "utf8"));
const scale = workload.scales.quick;

const invocations = Object.fromEntries(workload.invocations.map((each) => [each.id, each]));
const msOf = (id) => Math.round(invocations[id].duration_ms / scale);
const checks = workload.code_steps.find(({ id }) => id === "gate/quality").commands;
const seconds = (name) => String(checks.find((check) => check.name.startsWith(name)).ms / scale / 1000);

/** The workload's invocations as steps of the product's workflow, in its order; side by side where they are so there. */
const stages = [
  ["ui-designer/plan", "architect/plan", "test-writer/plan"],
  ["product-manager/review"],
  ["ui-designer/revise", "architect/revise", "test-writer/revise"],
  ...[
    "backend-developer/implement",
    "frontend-developer/implement",
    "code-optimizer/optimize",
    "code-simplifier/simplify",
  ].map((id) => [id]),
  ...[
    "test-writer/implement",
    "quality-checker/check",
    "code-reviewer/review",
    "documentation-expert/document",
  ].map((id) => [id]),
];
const agentMs = stages.reduce((sum, stage) => sum + Math.max(...stage.map(msOf)), 0);

const place = makePlace({
  lint: ["sleep", seconds("lint")],
  format: ["sleep", seconds("format")],
  typecheck: ["sleep", seconds("types-backend")],
  test: ["sleep", seconds("tests-backend")],
});
const scenario = path.join(place.root, "scenario.yaml");
write(scenario, stringify({ name: "workload", steps: script() }));

const results = { "bare loop": [], "bare loop, fsynced journal": [], phasegate: [] };
const engine = await openBenchEngine(place);
const work = [];
subscribe("phasegate:work", (interval) => work.push(interval));
await deliver(engine, place, { id: "warm-up", workflow: "feature", scenario });
const kinds = { git: [], process: [], start: [], agent: [], engine: [] };
for (let round = 1; round <= rounds; round++) {
  results["bare loop"].push(await bare(null));
  results["bare loop, fsynced journal"].push(await bare(path.join(place.root, "journal.jsonl")));
  results.phasegate.push(await product(round));
}
await engine.close();
rmSync(place.root, { recursive: true, force: true });
report();
process.exit(0);

/** The same waits, and nothing else; with a journal, two durable lines for each of them. */
async function bare(journal) {
  const descriptor = journal === null ? null : openSync(journal, "a");
  const note = (line) => {
    if (descriptor === null) return;
    writeSync(descriptor, `${JSON.stringify(line)}\n`);
    fsyncSync(descriptor);
  };
  const begun = performance.now();
  for (const stage of stages) {
    await Promise.all(
      stage.map(async (id) => {
        note({ id, at: Date.now() });
        await delay(msOf(id));
        note({ id, at: Date.now(), done: true });
      }),
    );
  }
  if (descriptor !== null) closeSync(descriptor);
  return performance.now() - begun - agentMs;
}

async function product(round) {
  work.length = 0;
  const begun = performance.now();
  await deliver(engine, place, { id: `round-${round}`, workflow: "feature", scenario });
  const wall = performance.now() - begun;
  for (const kind of ["git", "process", "start", "agent"]) {
    kinds[kind].push(covered(work.filter((interval) => interval.kind === kind)));
  }
  const own = wall - covered(work.filter(({ begun: from }) => from >= begun));
  kinds.engine.push(own);
  return own;
}

function report() {
  const line = (name, values) =>
    `${name.padEnd(34)} ${[median(values), Math.min(...values), Math.max(...values)].map((ms) => `${ms.toFixed(1).padStart(9)} ms`).join("")}\n`;
  process.stdout.write(
    `workload ${workload.name}, 1/${scale}, ${rounds} rounds; agents' critical path ${agentMs} ms\n\n`,
  );
  process.stdout.write(`${"own share of a whole feature".padEnd(34)}       median         min         max\n`);
  for (const [name, values] of Object.entries(results)) process.stdout.write(line(name, values));
  process.stdout.write(`\nwhat phasegate waits for besides (time in which at least one is under way)\n`);
  for (const [kind, name] of [
    ["agent", "agents' turns"],
    ["start", "start of processes"],
    ["git", "git"],
    ["process", "checks and other processes"],
  ]) {
    process.stdout.write(line(name, kinds[kind]));
  }
}

function turn(id, say, part) {
  const count = part ? invocations[id].files_changed : 0;
  const name = id.replace("/", "-");
  const writes = Array.from({ length: count }, (_, index) => ({
    write: { path: part(name, index), text: `// ${name}\n` },
  }));
  return [{ do: [...writes, { think: { ms: msOf(id) } }], say }];
}

function script() {
  const report4 = document("Changes", "Decisions", "Deviations", "How to try it");
  const plans = ["design-plan", "system-plan", "test-plan"];
  const verdict = (word) => {
    const artifacts = Object.fromEntries(
      plans.map((name) => [name, { verdict: word, feedback: ["Say more."] }]),
    );
    return `${document("Feedback")}\n## Verdict\n${json({ verdict: word, artifacts })}`;
  };
  const design = document("Pages", "Components", "States", "Accessibility");
  const system = document("Data", "Operations", "Boundaries", "Existing patterns", "Risks");
  const tests = document("Cases", "Fixtures", "Out of reach");
  const inPart = (part) => (name, index) => `${part}/${name}-${index}.js`;
  const changed = (_, index) => `backend/backend-developer-implement-${index}.js`;
  return {
    "initialization/product-manager": [{ say: document("Summary", "Requirements", "Out of scope") }],
    "planning/ui-designer": turn("ui-designer/plan", design),
    "planning/architect": turn("architect/plan", system),
    "planning/test-writer": turn("test-writer/plan", tests),
    "planning/product-manager": turn("product-manager/review", verdict("revise")),
    "planning/ui-designer.2": turn("ui-designer/revise", design),
    "planning/architect.2": turn("architect/revise", system),
    "planning/test-writer.2": turn("test-writer/revise", tests),
    "planning/product-manager.2": [{ say: verdict("approve") }],
    "implementation/backend-developer": turn("backend-developer/implement", report4, inPart("backend")),
    "implementation/frontend-developer": turn("frontend-developer/implement", report4, inPart("frontend")),
    "implementation/code-optimizer": turn(
      "code-optimizer/optimize",
      document("Changes", "Left alone"),
      changed,
    ),
    "implementation/code-simplifier": turn(
      "code-simplifier/simplify",
      document("Changes", "Left alone"),
      changed,
    ),
    "quality/test-writer": turn(
      "test-writer/implement",
      document("Coverage", "Changes", "Gaps"),
      (name, index) => `backend/${name}-${index}.test.js`,
    ),
    "quality/quality-checker": turn("quality-checker/check", document("Results", "Fixes", "Remaining")),
    "quality/code-reviewer": turn(
      "code-reviewer/review",
      `${document("Findings")}\n## Verdict\n${json({ verdict: "approve", findings: [] })}`,
    ),
    "quality/documentation-expert": turn(
      "documentation-expert/document",
      document("Changes", "Gaps"),
      (name, index) => `docs/${name}-${index}.md`,
    ),
    "ready/project-manager": [
      { say: document("Summary", "Requirements", "Decisions", "Risks", "How to try it") },
    ],
  };
}
