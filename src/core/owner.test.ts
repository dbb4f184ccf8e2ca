import { expect, test } from "vitest";
import { ownerOf } from "./owner.ts";
import { definitionOf, onePhase } from "./run.fixture.ts";

const definition = definitionOf();

test("a path belongs to the role whose duty lets it change the path, in the phase of that duty", () => {
  expect(ownerOf(definition, "backend/a.ts")).toEqual({ role: "backend-developer", phase: "implementation" });
  expect(ownerOf(definition, "frontend/a.ts")).toEqual({
    role: "frontend-developer",
    phase: "implementation",
  });
});

test("a test belongs to the test writer, although it lies in a developer's part", () => {
  expect(ownerOf(definition, "backend/a.test.ts")).toEqual({ role: "test-writer", phase: "quality" });
});

test("a document outside all parts belongs to the documentation expert", () => {
  expect(ownerOf(definition, "docs/a.md")).toEqual({ role: "documentation-expert", phase: "quality" });
});

test("a protected path, and one outside every role's ground, belongs to nobody", () => {
  expect(ownerOf(definition, ".github/workflows/ci.yml")).toBeNull();
  expect(ownerOf(definition, "infra/main.tf")).toBeNull();
});

test("only roles of this workflow own anything", () => {
  const small = definitionOf(onePhase("implementation", "{ sequence: [backend-developer] }"));
  expect(ownerOf(small, "frontend/a.ts")).toBeNull();
});
