import { appendFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { strangers } from "../../test/lying/cases/all.ts";
import { ownTables, strangersTable } from "./tables.ts";

const out = process.env["PHASEGATE_BENCH_OUT"] ?? "";

test.each([...ownTables, strangersTable(strangers)])("$name", async ({ judged }) => {
  const all = await judged();
  expect(all.length).toBeGreaterThan(0);
  await appendFile(out, all.map((each) => `${JSON.stringify(each)}\n`).join(""));
});
