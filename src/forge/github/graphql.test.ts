import { schema as published } from "@octokit/graphql-schema";
import { buildClientSchema, type IntrospectionQuery, parse, validate } from "graphql";
import { expect, test } from "vitest";
import { readyMutation, viewerQuery } from "./graphql.ts";

const schema = buildClientSchema(published.json as unknown as IntrospectionQuery);

test.each([viewerQuery, readyMutation])("GitHub's own schema knows %s", (query) => {
  expect(validate(schema, parse(query))).toEqual([]);
});

test("and it would not know something else", () => {
  expect(validate(schema, parse(viewerQuery.replace("login", "logon")))).toHaveLength(1);
});
