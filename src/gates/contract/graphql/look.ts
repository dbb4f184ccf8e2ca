import { nothing, said, type Seen, together, wrong } from "../findings.ts";
import { newOnes } from "../mismatch.ts";
import type { ContractScene } from "../scene.ts";
import { staleness } from "../served.ts";
import { broken, textsOf } from "../texts.ts";
import { agreesWithPlan, breakingChanges, differences } from "./compare.ts";
import { documentsAt, invalid } from "./documents.ts";
import { type Library, library, readSchema, roots, type Schema } from "./schema.ts";

/** Looks at a contract that is a GraphQL schema. */
export async function lookAtGraphql(scene: ContractScene): Promise<Seen> {
  const graphql = await library();
  if (!graphql) {
    const message =
      "the contract is a GraphQL schema, and the package `graphql` is not installed beside phasegate; a person must install it";
    return wrong({ rule: "graphql-missing", operation: "", field: "", message });
  }
  const { texts, seen } = await textsOf(scene);
  if (!texts) return seen;
  const now = readSchema(graphql, texts.now);
  const before = texts.base === null ? null : readSchema(graphql, texts.base);
  if ("problem" in now) {
    const name = scene.contract.file ?? "what the backend serves";
    if (before && "problem" in before) return together([seen, said(`${name} cannot be read, as on base`)]);
    const message = `${name} cannot be read: ${now.problem}`;
    return together([seen, wrong({ rule: "description-unreadable", operation: "", field: "", message })]);
  }
  const base = before && "schema" in before ? before.schema : null;
  const { file } = scene.contract;
  return together([
    seen,
    said(`${roots(now.schema).length} operations described`),
    base ? broken(scene, breakingChanges(graphql, base, now.schema)) : nothing(),
    ofPlan(scene, now.schema, base),
    file === undefined
      ? nothing()
      : await staleness(scene, { file, ...texts, compare: (a, b) => compare(graphql, a, b) }),
    await ofFrontend(scene, graphql, { now: now.schema, base: base ?? now.schema }),
  ]);
}

function ofPlan({ context }: ContractScene, now: Schema, base: Schema | null): Seen {
  const { artifacts, issue } = context;
  const plan = artifacts["system-plan"] ?? artifacts["plan"];
  if (plan === undefined) return said("no plan to hold against the description");
  return wrong(...agreesWithPlan({ now, base }, plan, [plan, artifacts["pm-spec"] ?? "", issue]));
}

function compare(graphql: Library, described: string, served: string) {
  const [a, b] = [readSchema(graphql, described), readSchema(graphql, served)];
  if ("problem" in b) {
    const message = `what the backend serves cannot be read: ${b.problem}`;
    return [{ rule: "description-unreadable", operation: "", field: "", message }];
  }
  return "problem" in a ? [] : differences(a.schema, b.schema);
}

async function ofFrontend(
  scene: ContractScene,
  graphql: Library,
  ends: { now: Schema; base: Schema },
): Promise<Seen> {
  const { context, contract } = scene;
  const part = context.profile.parts.find(({ name }) => name === contract.frontend);
  if (!part) return nothing();
  const documents = await documentsAt(scene, context.candidate, part.path);
  const found = invalid(graphql, ends.now, documents);
  const note = said(`${documents.length} documents of ${part.name} looked at`);
  if (found.length === 0) return note;
  const known = invalid(graphql, ends.base, await documentsAt(scene, context.base, part.path));
  return { ...note, mismatches: newOnes(found, known) };
}
