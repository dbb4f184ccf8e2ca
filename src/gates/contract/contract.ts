import type { Gate } from "../gate.ts";
import { inspect } from "../inspection.ts";
import { isIgnored, together } from "./findings.ts";
import { agreesWithCalls } from "./calls/look.ts";
import { freshness } from "./freshness.ts";
import { lookAtGraphql } from "./graphql/look.ts";
import { findingOf, sayMismatch } from "./mismatch.ts";
import { lookAtOpenApi } from "./openapi/look.ts";

/** Plan, backend and frontend agree on every operation. */
export const contract: Gate = {
  name: "contract",
  async check(context) {
    const { contract: named } = context.profile;
    if (!named)
      return inspect(context, "contract", {
        what: "the contract",
        passed: "the profile names no contract between parts",
        mistakes: [],
      });
    const scene = { context, contract: named };
    const seen = together([
      await (named.kind === "graphql"
        ? lookAtGraphql(scene)
        : lookAtOpenApi(scene, (ends) => agreesWithCalls(scene, ends))),
      await freshness(scene),
    ]);
    const mismatches = seen.mismatches.filter(({ operation }) => !isIgnored(operation, named.ignore));
    const distinct = new Map(
      mismatches.map((each) => [`${each.path} ${each.line} ${sayMismatch(each)}`, each]),
    );
    const verdict = await inspect(context, "contract", {
      what: `plan, ${named.file ?? "served description"}, calls and generated files held against each other`,
      passed: `the contract holds: ${seen.notes.join("; ")}`,
      mistakes: [...distinct.values()].map(findingOf),
    });
    return { ...verdict, evidence: [...seen.evidence, ...verdict.evidence] };
  },
};
