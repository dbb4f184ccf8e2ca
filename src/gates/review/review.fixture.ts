import { rm } from "node:fs/promises";
import path from "node:path";
import { type Files, writeFiles } from "../../../test/support/project.ts";
import { duty } from "../../core/run.fixture.ts";
import type { GateContext } from "../gate.ts";
import { makeStage } from "../gates.fixture.ts";
import { honestReviews } from "./review-honest.fixture.ts";
import type { ReviewCase } from "./review-text.fixture.ts";
import { wrongReviews } from "./review-wrong.fixture.ts";

export const reviewCases: readonly ReviewCase[] = [...honestReviews, ...wrongReviews];

const before: Files = {
  "backend/app.js": "one\ntwo\n",
  "backend/old.js": "one\ntwo\nthree\n",
  "backend/größe und mehr.js": "one\n",
  "frontend/page.js": "one\n",
  "docs/api.md": "# API\n",
  "README.md": "# Shop\n",
};

const after: Files = {
  "backend/app.js": "one\ntwo\nthree\n",
  "backend/new.js": "one\ntwo\nthree\nfour\nfive",
  "backend/empty.js": "",
  "docs/api.md": "# API\n\nMore.\n",
};

/** What the gate sees when the reviewer has read a feature that adds, changes and deletes files. */
export async function reviewerContext(folder: string): Promise<GateContext> {
  const { tree, context } = await makeStage(before, folder);
  await writeFiles(tree, after);
  await rm(path.join(tree, "backend/old.js"));
  const seen = await context();
  return {
    ...seen,
    before: seen.candidate,
    changes: [],
    role: "code-reviewer",
    duty: duty("code-review", { verdict: "code" }),
    ownerOf: (file) => /^(backend|frontend)\//.exec(file)?.[1] ?? null,
  };
}

export const contextOf = (common: GateContext, given: ReviewCase): GateContext => ({
  ...common,
  artifact: given.review,
  findings: given.earlier ?? [],
  evidenceOf: () => Promise.resolve(given.seen ?? {}),
  requirements: (given.requirements ?? []).map((id) => ({ id, text: id })),
});
