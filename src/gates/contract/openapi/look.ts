import { breakingChanges } from "../breaking.ts";
import { type Description, nameOf } from "../description.ts";
import { differences } from "../differences.ts";
import { allowedBy, isIgnored, nothing, said, type Seen, together, wrong } from "../findings.ts";
import { type Mismatch, seenIn } from "../mismatch.ts";
import { agreesWithPlan } from "../planned.ts";
import type { ContractScene } from "../scene.ts";
import { staleness } from "../served.ts";
import { type Texts, textsOf } from "../texts.ts";
import { bundled, dangling } from "./bundle.ts";
import { readOpenApi } from "./read.ts";
import type { Node } from "./tree.ts";

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
  const whole = await wholeOf(scene, texts);
  const read = readOpenApi(whole.now);
  const base = whole.base === null ? null : readOpenApi(whole.base);
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
    ends.base ? ofClients(scene, ends.base, ends.now) : nothing(),
    wrong(...loose(read.tree, base && "tree" in base ? base.tree : {}, contract.file)),
    agreesWithPlan(scene, ends.now, ends.base),
    contract.file === undefined
      ? nothing()
      : await staleness(scene, { file: contract.file, ...whole, compare }),
    await more(ends),
  ];
  return together(looks);
}

/** What clients feel, but for operations that the issue or the profile leaves out. */
function ofClients({ context, contract }: ContractScene, base: Description, now: Description): Seen {
  const isAllowed = allowedBy(context.issue);
  const isLeftOut = (operation: string): boolean =>
    isAllowed(operation) || isIgnored(operation, contract.ignore);
  const found = breakingChanges(base, now, isLeftOut).map(seenIn(contract.file ?? ""));
  const allowed = base.operations.map(nameOf).filter(isAllowed);
  const note = allowed.length > 0 ? `the issue allows breaking changes of ${allowed.join(", ")}` : "";
  return together([wrong(...found), said(note)]);
}

interface Whole {
  now: string | Node;
  base: string | Node | null;
}

/** A committed description may lie in several files. */
async function wholeOf({ context, contract }: ContractScene, { now, base }: Texts): Promise<Whole> {
  const { file } = contract;
  if (file === undefined) return { now, base };
  const whole = (commit: string, text: string) =>
    bundled(file, text, (files) => context.repository.texts(commit, files));
  return {
    now: await whole(context.candidate, now),
    base: base === null ? null : await whole(context.base, base),
  };
}

/** References that lead nowhere since this feature. */
function loose(now: Node, base: Node, path = ""): Mismatch[] {
  const known = new Set(dangling(base));
  return dangling(now)
    .filter((reference) => !known.has(reference))
    .map((reference) => ({
      rule: "reference-broken",
      operation: "",
      field: reference,
      message: "the description refers to it, and it is not there",
      path,
    }));
}

function compare(described: string | Node, real: string): Mismatch[] {
  const [a, b] = [readOpenApi(described), readOpenApi(real)];
  if ("problem" in b) {
    const message = `what the backend serves cannot be read: ${b.problem}`;
    return [{ rule: "description-unreadable", operation: "", field: "", message }];
  }
  return "problem" in a ? [] : differences(a.description, b.description);
}
