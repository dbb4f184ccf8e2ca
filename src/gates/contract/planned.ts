import type { Description, Operation } from "./description.ts";
import { sameIn } from "./breaking.ts";
import { said, type Seen, together, wrong } from "./findings.ts";
import { missingFrom, namedIn, plannedRows, undeclared } from "./plan.ts";
import type { ContractScene } from "./scene.ts";

/** What the plan names is described, and what is described anew is named in the plan. */
export function agreesWithPlan(
  { context }: ContractScene,
  description: Description,
  base: Description | null,
): Seen {
  const { artifacts, issue } = context;
  const system = artifacts["system-plan"];
  const plan = system ?? artifacts["plan"];
  if (plan === undefined) return said("no plan to hold against the description");
  const rows = plannedRows(plan);
  const missing = wrong(...missingFrom(description, rows, base));
  if (base === null) return together([missing, said("nothing was described on base")]);
  if (system === undefined && !namedIn(plan).some(({ method }) => method !== null))
    return together([missing, said("the plan names no operation by method and path")]);
  const added = description.operations.filter(
    (operation: Operation) => !sameIn(description, operation, base),
  );
  const texts = [plan, artifacts["pm-spec"] ?? "", issue];
  const unplanned = wrong(...undeclared(added, description, texts));
  return together([
    missing,
    unplanned,
    said(`${rows.length} planned and ${added.length} new operations agree`),
  ]);
}
