import { describe, test } from "vitest";
import { graphqlCases } from "./cases/graphql.fixture.ts";
import { madeCases } from "./cases/made.fixture.ts";
import { expectVerdict } from "./contract.fixture.ts";

describe("what a GraphQL schema says", () => {
  test.each(graphqlCases)("$name", (each) => expectVerdict(each));
});

describe("what is made from the description", () => {
  test.each(madeCases)("$name", (each) => expectVerdict(each));
});
