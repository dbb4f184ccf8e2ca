// What the demo's feature costs in tokens: by Phasegate, and by one Claude Code session that leads sub-agents. The
// real Claude Code plays the demo's scenario against a scripted model with a simulated prompt cache.
// Needs a build, and Claude Code where `npm run test:runtimes` installs it, or in the node_modules of the folder that
// PHASEGATE_TEST_RUNTIMES names:   node bench/tokens.js [phasegate|primed|files|pasted ...]
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defaults } from "../dist/runtimes/claude/defaults.js";
import { costOf } from "../dist/runtimes/price.js";
import { root } from "../scripts/install.js";
import { loadModel } from "./model.js";
import { commitAll } from "./support.js";
import { deliverWithSubAgents } from "./tokens-baseline.js";
import { deliverWithPhasegate } from "./tokens-phasegate.js";

const sides = {
  phasegate: ["Phasegate", (means) => deliverWithPhasegate({ ...means, priming: "" })],
  primed: [
    "Phasegate, planners begin as copies",
    (means) => deliverWithPhasegate({ ...means, priming: "always" }),
  ],
  files: ["one session, artifacts in files", (means) => deliverWithSubAgents({ ...means, handing: "files" })],
  pasted: ["one session, artifacts pasted", (means) => deliverWithSubAgents({ ...means, handing: "pasted" })],
};

const wanted = process.argv.slice(2);
const names = Object.keys(sides).filter((name) => wanted.length === 0 || wanted.includes(name));
const command = claudeCode();
const model = await loadModel();
const rows = {};
for (const name of names) {
  const [title, deliver] = sides[name];
  const place = makePlace();
  process.stderr.write(`${title}\n`);
  rows[name] = { title, ...summed(await deliver({ place, command, model })) };
  rmSync(place.root, { recursive: true, force: true, maxRetries: 5 });
}
process.stdout.write(`${table(Object.values(rows))}\n${ratios()}`);

function claudeCode() {
  const usual = path.join(root, "node_modules", ".cache", "phasegate-runtimes");
  const folder = process.env["PHASEGATE_TEST_RUNTIMES"] ?? usual;
  const file = path.join(folder, "node_modules", ".bin", "claude");
  if (existsSync(file)) return file;
  process.stderr.write(`there is no ${file}: npm run test:runtimes installs it\n`);
  process.exit(2);
}

/** A throw-away folder with the demo's project as a repository. */
function makePlace() {
  const folder = mkdtempSync(path.join(tmpdir(), "phasegate-tokens-"));
  const repository = path.join(folder, "project");
  const filter = (file) => path.basename(file) !== "node_modules";
  cpSync(path.join(model.storefront, "project"), repository, { recursive: true, filter });
  cpSync(path.join(model.storefront, "spec.md"), path.join(folder, "spec.md"));
  commitAll(repository);
  return { root: folder, repository, spec: path.join(folder, "spec.md") };
}

/** Requests beside the work are counted too. */
function summed(requests) {
  const sum = {
    requests: requests.length,
    inputTokens: 0,
    cacheWriteTokens: 0,
    cacheReadTokens: 0,
    outputTokens: 0,
    cost: 0,
  };
  for (const { model: name, told } of requests) {
    for (const key of Object.keys(told)) sum[key] += told[key];
    sum.cost += costOf(name, told, defaults.prices) ?? Number.NaN;
  }
  return { ...sum, input: sum.inputTokens + sum.cacheWriteTokens + sum.cacheReadTokens };
}

function table(lines) {
  const columns = [
    ["", ({ title }) => title],
    ["requests", ({ requests }) => requests],
    ["uncached", ({ inputTokens }) => inputTokens],
    ["cache write", ({ cacheWriteTokens }) => cacheWriteTokens],
    ["cache read", ({ cacheReadTokens }) => cacheReadTokens],
    ["input in all", ({ input }) => input],
    ["output", ({ outputTokens }) => outputTokens],
    ["dollars", ({ cost }) => cost.toFixed(4)],
  ];
  const cells = [
    columns.map(([head]) => head),
    ...lines.map((line) => columns.map(([, of]) => String(of(line)))),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index].length)));
  return cells
    .map((row) =>
      row
        .map((cell, index) => (index === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[index])))
        .join("  "),
    )
    .join("\n");
}

/** Against the cheaper way of one session. */
function ratios() {
  const { phasegate, files, pasted } = rows;
  if (!phasegate || !files || !pasted) return "";
  const share = (key) => {
    const best = Math.min(files[key], pasted[key]);
    return `${((phasegate[key] / best) * 100).toFixed(0)} %`;
  };
  return `Phasegate against the cheaper session: input ${share("input")}, dollars ${share("cost")}\n`;
}
