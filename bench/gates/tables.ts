import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Files, writeFiles } from "../../test/support/project.ts";
import { hiddenText } from "../../src/core/hidden-text.ts";
import { hiddenTextCases } from "../../src/core/hidden-text.fixture.ts";
import { outbound } from "../../src/core/outbound.ts";
import { outboundCases } from "../../src/core/outbound.fixture.ts";
import { requirementsOf } from "../../src/core/requirements.ts";
import { duty } from "../../src/core/run.fixture.ts";
import { secretsIn } from "../../src/core/secrets.ts";
import { secretCases } from "../../src/core/secrets.fixture.ts";
import type { GateName } from "../../src/core/workflow.ts";
import { completeCases, sections } from "../../src/gates/complete/complete.fixture.ts";
import { base as coverageBase, coverageCases } from "../../src/gates/coverage/coverage.fixture.ts";
import { judge, makeStage } from "../../src/gates/gates.fixture.ts";
import { contextOf as contractContext } from "../../src/gates/contract/contract.fixture.ts";
import { breakingCases } from "../../src/gates/contract/cases/breaking.fixture.ts";
import { callCases } from "../../src/gates/contract/cases/calls.fixture.ts";
import { graphqlCases } from "../../src/gates/contract/cases/graphql.fixture.ts";
import { compatibleCases } from "../../src/gates/contract/cases/honest.fixture.ts";
import { madeCases } from "../../src/gates/contract/cases/made.fixture.ts";
import { planCases } from "../../src/gates/contract/cases/plan.fixture.ts";
import { namesakeCases, shop as namesakeShop } from "../../src/gates/namesakes/namesakes.fixture.ts";
import { protectedCases } from "../../src/gates/protected/protected.fixture.ts";
import { act } from "../../src/gates/scope/deeds.fixture.ts";
import { scopeCases, scopeProject } from "../../src/gates/scope/scope.fixture.ts";
import { codeOf } from "../../src/gates/no-code/code.ts";
import { codeCases } from "../../src/gates/no-code/no-code.fixture.ts";
import { referenceCases, shop, type TextCase } from "../../src/gates/references/references.fixture.ts";
import {
  contextOf as reviewContext,
  reviewCases,
  reviewerContext,
} from "../../src/gates/review/review.fixture.ts";
import { stepOf } from "../../src/gates/tests-kept/fixture-step.fixture.ts";
import { inspectStep } from "../../src/gates/tests-kept/inspect-step.ts";
import { testsKeptCases } from "../../src/gates/tests-kept/table-all.fixture.ts";
import { Court, type GateCase } from "../../test/lying/cases/case.ts";
import type { Judged } from "./confusion.ts";

/** All cases of one gate, judged. */
export interface Table {
  name: string;
  judged(): Promise<Judged[]>;
}

type Expectation = { name: string; expect: "honest" | readonly string[] };

/** A table whose cases are judged one by one; what is found stops them. */
const table = <Case extends Expectation>(
  gate: string,
  cases: readonly Case[],
  look: (each: Case) => Promise<readonly string[]> | readonly string[],
): Table => ({
  name: gate,
  async judged() {
    const all: Judged[] = [];
    for (const each of cases) {
      const found = await look(each);
      const honest = each.expect === "honest";
      all.push({ gate, name: each.name, honest, stopped: found.length > 0, said: found.join("\n") });
    }
    return all;
  },
});

/** A folder that is gone when `use` has ended. */
async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "phasegate-bench-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const reasonIfFailed = ({ verdict, reason }: { verdict: string; reason: string }): string[] =>
  verdict === "failed" ? [reason] : [];

/** Texts that are held against one repository. */
const ofTexts = (
  gate: GateName,
  cases: readonly TextCase[],
  { titles = [], repository = shop }: { titles?: readonly string[]; repository?: Files } = {},
): Table => ({
  name: gate,
  judged: () =>
    inFolder(async (folder) => {
      const stages = new Map<object, Awaited<ReturnType<typeof makeStage>>>();
      const stageOf = async (files: TextCase["files"]) => {
        const key = files ?? repository;
        const stage = stages.get(key) ?? (await makeStage(key, path.join(folder, String(stages.size))));
        stages.set(key, stage);
        return stage;
      };
      const look = async ({ artifact, files }: TextCase) => {
        const stage = await stageOf(files);
        const context = { duty: duty("system-plan", { sections: [...titles] }), artifact };
        return reasonIfFailed(await judge(gate, await stage.context(context)));
      };
      return table(gate, cases, look).judged();
    }),
});

const coverage: Table = table("coverage", coverageCases, ({ issue, artifacts, changes, writes }) =>
  inFolder(async (folder) => {
    const stage = await makeStage(coverageBase, folder);
    await writeFiles(stage.tree, changes);
    const requirements = requirementsOf(artifacts["pm-spec"] ?? artifacts["plan"] ?? issue);
    const artifact = artifacts[writes] ?? "";
    const context = { duty: duty(writes), artifacts, artifact, issue, requirements };
    return reasonIfFailed(await judge("coverage", await stage.context(context)));
  }),
);

const review: Table = {
  name: "review",
  judged: () =>
    inFolder(async (folder) => {
      const common = await reviewerContext(folder);
      const look = async (each: (typeof reviewCases)[number]) =>
        reasonIfFailed(await judge("review", reviewContext(common, each)));
      return table("review", reviewCases, look).judged();
    }),
};

const testsKept = table("tests-kept", testsKeptCases, async ({ before, after, base, issue }) =>
  (await inspectStep(stepOf(before, after, base), issue ?? "")).map(
    ({ rule, message }) => `${rule}: ${message}`,
  ),
);

const scope = table("scope", scopeCases, ({ deeds }) =>
  inFolder(async (folder) => {
    const stage = await makeStage({ ...scopeProject }, folder);
    for (const deed of deeds) await act(stage.tree, deed);
    const optional = duty("backend-implementation", { edits: ["backend"], changes: "optional" });
    return reasonIfFailed(await judge("scope", await stage.context({ duty: optional })));
  }),
);

const protectedGround = table("protected", protectedCases, ({ path: file, before, after, also = {} }) =>
  inFolder(async (folder) => {
    const all = Object.entries({ [file]: [before, after] as const, ...also });
    const old = all.flatMap(([name, [text]]) => (text === null ? [] : [[name, text] as const]));
    const stage = await makeStage({ "README.md": "# Shop\n", ...Object.fromEntries(old) }, folder);
    for (const [name, [, text]] of all) {
      if (text === null) await rm(path.join(stage.tree, name));
      else await writeFiles(stage.tree, { [name]: text });
    }
    return reasonIfFailed(await judge("protected", await stage.context()));
  }),
);

const contractCases = [
  ...breakingCases,
  ...compatibleCases,
  ...callCases,
  ...graphqlCases,
  ...madeCases,
  ...planCases,
];

const contract = table("contract", contractCases, async (each) =>
  reasonIfFailed(await judge("contract", await contractContext(each))),
);

/** What every gate's own author thought of. */
export const ownTables: Table[] = [
  ofTexts("complete", completeCases, { titles: sections }),
  table("no-code", codeCases, ({ artifact }) => codeOf(artifact).map(({ what }) => what)),
  ofTexts("references", referenceCases),
  ofTexts("namesakes", namesakeCases, { repository: namesakeShop }),
  scope,
  protectedGround,
  contract,
  coverage,
  review,
  testsKept,
  table("secrets", secretCases, ({ text, path: file }) => secretsIn(text, file).map(({ says }) => says)),
  table("hidden text", hiddenTextCases, ({ text }) => hiddenText(text).map(({ says }) => says)),
  table("outbound", outboundCases, ({ text }) => (outbound(text) === text ? [] : ["it was changed"])),
];

/** What somebody else thought of, through the gates as the engine asks them. */
export const strangersTable = (cases: readonly GateCase[]): Table => ({
  name: "by a stranger",
  async judged() {
    const court = new Court();
    try {
      const all: Judged[] = [];
      for (const each of cases) {
        const { verdict, reason } = await court.judge(each);
        const stopped = verdict === "failed";
        all.push({
          gate: `${each.gate}, by a stranger`,
          name: each.name,
          honest: each.honest,
          stopped,
          said: reason,
        });
      }
      return all.toSorted((a, b) => a.gate.localeCompare(b.gate));
    } finally {
      await court.close();
    }
  },
});
