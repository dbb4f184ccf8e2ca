import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";
import { failpoints } from "./failpoint.ts";

const built = fileURLToPath(new URL("../../dist/engine/failpoint.js", import.meta.url));

/** What a process says that passes two failpoints three times each. */
async function pass(wanted: string | undefined) {
  const program = `
    const { failpoint } = await import(${JSON.stringify(built)});
    const { writeSync } = await import("node:fs");
    for (const time of [1, 2, 3]) {
      failpoint("attempt.begun");
      writeSync(1, "begun " + time + "\\n");
      failpoint("attempt.tree");
      writeSync(1, "tree " + time + "\\n");
    }`;
  const { stdout, signal } = await execa(process.execPath, ["--input-type=module", "-e", program], {
    reject: false,
    env: wanted === undefined ? {} : { PHASEGATE_FAILPOINT: wanted },
  });
  return { said: stdout === "" ? [] : stdout.split("\n"), signal };
}

const all = ["begun 1", "tree 1", "begun 2", "tree 2", "begun 3", "tree 3"];

test("without the variable nothing happens", async () => {
  expect(await pass(undefined)).toEqual({ said: all, signal: undefined });
});

test("a process ends at the failpoint that is named, as a power cut would end it", async () => {
  expect(await pass("attempt.begun")).toEqual({ said: [], signal: "SIGKILL" });
  expect(await pass("attempt.tree")).toEqual({ said: ["begun 1"], signal: "SIGKILL" });
});

test("a number names the time at which it is passed", async () => {
  expect(await pass("attempt.begun:2")).toEqual({ said: all.slice(0, 2), signal: "SIGKILL" });
  expect(await pass("attempt.tree:3")).toEqual({ said: all.slice(0, 5), signal: "SIGKILL" });
});

test("a failpoint that is never passed, or not so often, ends nothing", async () => {
  expect(await pass("attempt.begun:4")).toEqual({ said: all, signal: undefined });
  expect(await pass("attempt")).toEqual({ said: all, signal: undefined });
});

test("each failpoint has a name of its own", () => {
  expect(new Set(failpoints).size).toBe(failpoints.length);
});
