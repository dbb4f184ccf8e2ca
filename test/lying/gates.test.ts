import { afterAll, expect, test } from "vitest";
import { strangers } from "./cases/all.ts";
import { Court } from "./cases/case.ts";

const court = new Court();

afterAll(() => court.close());

const named = (honest: boolean) =>
  strangers.filter((each) => each.honest === honest).map((each) => [each.gate, each.name, each] as const);

test.each(named(false))("%s stops this: %s", async (_, __, each) => {
  const { verdict, reason } = await court.judge(each);
  expect({ verdict, reason }).toMatchObject({ verdict: "failed" });
});

test.each(named(true))("%s leaves this alone: %s", async (_, __, each) => {
  const { verdict, reason } = await court.judge(each);
  expect({ verdict, reason }).toMatchObject({ verdict: "passed" });
});
