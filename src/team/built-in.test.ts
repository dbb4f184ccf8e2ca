import { readdir } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { checkWorkflow } from "../core/check-workflow.ts";
import { loadTeam } from "./load.ts";

const team = await loadTeam({});

test("the built-in team is the twelve roles of the design, with a planner and a builder for small teams", () => {
  expect(Object.keys(team.roles).sort()).toEqual([
    "architect",
    "backend-developer",
    "builder",
    "code-optimizer",
    "code-reviewer",
    "code-simplifier",
    "documentation-expert",
    "frontend-developer",
    "planner",
    "product-manager",
    "project-manager",
    "quality-checker",
    "test-writer",
    "ui-designer",
  ]);
});

test("there are four built-in workflows", () => {
  expect(team.workflowNames).toEqual(["direct", "feature", "six", "trio"]);
});

test("every file in team/roles is a role", async () => {
  const files = await readdir(new URL("../../team/roles/", import.meta.url));
  expect(files.sort()).toEqual(
    Object.keys(team.roles)
      .sort()
      .map((name) => `${name}.md`),
  );
});

describe.each(team.workflowNames)("workflow %s", (name) => {
  const loaded = team.workflow(name);

  test("can be carried out in a project with a backend and a frontend", () => {
    expect(checkWorkflow(loaded, team.roles, ["backend", "frontend"])).toEqual([]);
  });

  test("records the base first and ends with every check of every part", () => {
    expect(loaded.workflow.phases.initialization?.gate).toContain("base-recorded");
    expect(loaded.workflow.phases.quality?.gate).toContainEqual({ checks: "all" });
    expect(loaded.workflow.phases.ready?.gate).toContain("pushed");
  });

  test("asks for a review's approval whenever a reviewer is on the team", () => {
    const quality = loaded.workflow.phases.quality;
    const reviewed = quality?.steps.some(({ role }) => role === "code-reviewer") ?? false;
    expect(quality?.gate.includes("review-approved")).toBe(reviewed);
  });

  test("holds each step that changes files to its scope, a commit, a push and the checks of its part", () => {
    expect(loaded.workflow.phases.implementation?.each).toEqual([
      "scope",
      "protected",
      "secrets",
      "tests-kept",
      "committed",
      "pushed",
      { checks: "part" },
    ]);
  });
});

describe.each(Object.values(team.roles))("role $name", (role) => {
  const duties = Object.values(role.duties);

  test("has a prompt of a useful length", () => {
    const words = role.body.split(/\s+/).length;
    expect(words).toBeGreaterThanOrEqual(250);
    expect(words).toBeLessThanOrEqual(700);
  });

  test("names each artifact that it reads and writes", () => {
    for (const artifact of duties
      .flatMap(({ reads, writes }) => [...reads, writes])
      .filter((name) => name !== "*")) {
      expect(role.body).toContain(`\`${artifact}\``);
    }
  });

  test("says what belongs in every section", () => {
    for (const section of duties.flatMap(({ sections }) => sections))
      expect(role.body).toContain(`- **${section}**:`);
  });

  test("says what it never does", () => {
    expect(role.body).toContain("You never");
  });

  test("has tools that change files only when a duty lets it change files", () => {
    const edits = duties.some((duty) => duty.edits.length > 0);
    expect(role.tools).toBe(edits ? "Read, Grep, Glob, Edit, Write, Bash" : "Read, Grep, Glob");
  });

  test("has the model of its tier, so that the file also works by hand", () => {
    expect(role.model).toBe({ reasoning: "opus", coding: "sonnet", coordination: "haiku" }[role.tier]);
  });

  test("changes something only where it may edit something", () => {
    for (const duty of duties) expect(duty.changes === "none").toBe(duty.edits.length === 0);
  });

  test("is held to a form wherever it gives a verdict", () => {
    for (const duty of duties) expect(duty.gates.includes("review")).toBe(duty.verdict !== undefined);
  });
});
