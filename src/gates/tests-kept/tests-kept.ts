import picomatch from "picomatch";
import type { GateFinding } from "../../core/evidence.ts";
import type { Gate, GateContext } from "../gate.ts";
import { allowanceOf, inspect } from "../inspection.ts";
import type { Found, Rule } from "./found.ts";
import { inspectStep } from "./inspect-step.ts";
import type { Side, Step } from "./sides.ts";

/** Tests that were there are still there, and as strict. */
export const testsKept: Gate = {
  name: "tests-kept",
  async check(context) {
    const found = await inspectStep(await stepOf(context), context.issue);
    return inspect(context, "tests-kept", {
      what: "tests that were there, and what runs them",
      passed: "all tests that were there are kept, and as strict",
      mistakes: found.map(asFinding),
    });
  },
};

/** Nobody has a reason to deliver these: whoever wants them mends the test instead. */
const lies: ReadonlySet<Rule> = new Set<Rule>(["focused-test", "replaced-assertion"]);

function asFinding({ rule, path, line, message, content }: Found): GateFinding {
  const isFixture = /(^|\/)(__)?fixtures?(__)?\//.test(path);
  const allowance = lies.has(rule) && !isFixture ? null : allowanceOf(rule, path, content);
  return { rule, path, line, message, allowance };
}

async function stepOf(context: GateContext): Promise<Step> {
  const { repository, base, before, candidate, changes, profile } = context;
  const isFirst = base === before;
  const inRun = isFirst ? changes : await repository.changes(base, candidate);
  const side = async (commit: string): Promise<Side> => ({
    files: await repository.files(commit),
    texts: (paths) => repository.texts(commit, paths),
  });
  return {
    before: await side(before),
    after: await side(candidate),
    base: isFirst ? null : await side(base),
    changes,
    changedInRun: inRun.map(({ path }) => path),
    isTest: picomatch([...profile.tests], { dot: true }),
  };
}
