import { breakingChanges } from "../breaking.ts";
import type { Description } from "../description.ts";
import { differences } from "../differences.ts";
import { allowedBy, nothing, said, type Seen, together, wrong } from "../findings.ts";
import { seenIn } from "../mismatch.ts";
import { agreesWithPlan } from "../planned.ts";
import { type ContractScene, hasChanged } from "../scene.ts";
import { failed, served, staleness } from "../served.ts";
import { readOpenApi } from "./read.ts";

/** The descriptions at both ends of the feature. */
export interface Ends {
  now: Description;
  base: Description | null;
}

/** Looks at a contract that is an OpenAPI document. */
export async function lookAtOpenApi(
  scene: ContractScene,
  more: (ends: Ends) => Promise<Seen>,
): Promise<Seen> {
  const { contract } = scene;
  const { texts, seen } =
    contract.file === undefined ? await madeTexts(scene) : await committedTexts(scene, contract.file);
  if (!texts) return seen;
  const name = contract.file ?? "what the backend serves";
  const read = readOpenApi(texts.now);
  const base = texts.base === null ? null : readOpenApi(texts.base);
  if ("problem" in read) {
    if (base && "problem" in base && base.problem === read.problem)
      return together([seen, said(`${name} cannot be read, as on base`)]);
    const message = `${name} cannot be read: ${read.problem}`;
    return together([seen, wrong({ rule: "description-unreadable", operation: "", field: "", message })]);
  }
  const ends: Ends = { now: read.description, base: base && "description" in base ? base.description : null };
  const looks = [
    seen,
    said(`${ends.now.operations.length} operations described`),
    ends.base ? breaking(scene, ends.base, ends.now) : nothing(),
    agreesWithPlan(scene, ends.now, ends.base),
    contract.file === undefined
      ? nothing()
      : await staleness(scene, { file: contract.file, text: texts.now }, compare),
    await more(ends),
  ];
  return together(looks);
}

interface Texts {
  now: string;
  base: string | null;
}

async function committedTexts(
  { context }: ContractScene,
  file: string,
): Promise<{ texts: Texts | null; seen: Seen }> {
  const texts = await context.repository.texts(context.candidate, [file]);
  const now = texts.get(file);
  const base = (await context.repository.texts(context.base, [file])).get(file) ?? null;
  if (now !== undefined) return { texts: { now, base }, seen: nothing() };
  if (base === null) return { texts: null, seen: said(`there is no ${file} yet`) };
  const message = "the description of the API is gone, or no text any more; put it back";
  return {
    texts: null,
    seen: wrong({ rule: "description-missing", operation: "", field: "", message, path: file }),
  };
}

async function madeTexts(scene: ContractScene): Promise<{ texts: Texts | null; seen: Seen }> {
  const { context, contract } = scene;
  const now = await served(scene, context.candidate);
  if (!now) return { texts: null, seen: nothing() };
  const before = hasChanged(scene, contract.backend) ? await served(scene, context.base) : now;
  const evidence = [now.evidence, ...(before && before !== now ? [before.evidence] : [])];
  if (now.text !== null)
    return { texts: { now: now.text, base: before?.text ?? null }, seen: { ...nothing(), evidence } };
  const isOld = before?.text === null && before.evidence.exitCode === now.evidence.exitCode;
  const seen = isOld
    ? said("the command of the contract fails as it did on base")
    : wrong(failed(now.evidence));
  return { texts: null, seen: { ...seen, evidence } };
}

function breaking({ context, contract }: ContractScene, base: Description, now: Description): Seen {
  const isAllowed = allowedBy(context.issue);
  const found = breakingChanges(base, now);
  const open = found.filter(({ operation }) => !isAllowed(operation));
  const allowed = new Set(
    found.filter(({ operation }) => isAllowed(operation)).map(({ operation }) => operation),
  );
  const path = contract.file ?? "";
  return {
    mismatches: open.map(seenIn(path)),
    evidence: [],
    notes: allowed.size > 0 ? [`the issue allows breaking changes of ${[...allowed].join(", ")}`] : [],
  };
}

function compare(described: string, real: string) {
  const [a, b] = [readOpenApi(described), readOpenApi(real)];
  if ("problem" in b) {
    const message = `what the backend serves cannot be read: ${b.problem}`;
    return Promise.resolve([{ rule: "description-unreadable", operation: "", field: "", message }]);
  }
  return Promise.resolve("problem" in a ? [] : differences(a.description, b.description));
}
