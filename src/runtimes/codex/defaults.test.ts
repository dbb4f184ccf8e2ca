import { expect, test } from "vitest";
import { noUsage } from "../../core/usage.ts";
import { costOf } from "../price.ts";
import { defaults } from "./defaults.ts";

test.each(Object.entries(defaults.models))("the model for %s has a known price", (_, { model }) => {
  expect(costOf(model ?? "", { ...noUsage, inputTokens: 1_000_000 })).toBeGreaterThan(0);
});
