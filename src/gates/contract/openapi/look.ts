import { breakingChanges } from "../breaking.ts";
import type { Description } from "../description.ts";
import { differences } from "../differences.ts";
import { nothing, said, type Seen, together, wrong } from "../findings.ts";
import { agreesWithPlan } from "../planned.ts";
import type { ContractScene } from "../scene.ts";
import { staleness } from "../served.ts";
import { broken, textsOf } from "../texts.ts";
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
  const { texts, seen } = await textsOf(scene);
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
    ends.base ? broken(scene, breakingChanges(ends.base, ends.now)) : nothing(),
    agreesWithPlan(scene, ends.now, ends.base),
    contract.file === undefined
      ? nothing()
      : await staleness(scene, { file: contract.file, text: texts.now }, compare),
    await more(ends),
  ];
  return together(looks);
}

function compare(described: string, real: string) {
  const [a, b] = [readOpenApi(described), readOpenApi(real)];
  if ("problem" in b) {
    const message = `what the backend serves cannot be read: ${b.problem}`;
    return Promise.resolve([{ rule: "description-unreadable", operation: "", field: "", message }]);
  }
  return Promise.resolve("problem" in a ? [] : differences(a.description, b.description));
}
