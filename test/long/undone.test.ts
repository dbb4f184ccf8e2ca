import { test } from "vitest";
import { expectUndone } from "../github-runs/undone.fixture.ts";
import { git } from "../support/project.ts";

test("somebody who locks the issue stops the run politely, and undoing it lets the run go on", () =>
  expectUndone({
    deed: ({ world, owner }) => owner.lock(world.issue),
    undoing: ({ world, owner }) => owner.unlock(world.issue),
  }));

test("somebody who deletes the branch, which closes the pull request, stops the run politely, and undoing it lets the run go on", () =>
  expectUndone({
    deed: ({ owner, branch }) => owner.deleteBranch(branch),
    async undoing({ world, owner, branch, head, request }) {
      await git(world.github.repository, "branch", branch, head);
      await owner.reopen(request);
    },
  }));
