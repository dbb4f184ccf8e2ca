import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { schemaFiles } from "./schemas.ts";

const directory = new URL("../../team/schema/", import.meta.url);

test("the JSON schemas next to the team are those of the code (refresh them with UPDATE_SCHEMAS=1 npx vitest run src/team)", async () => {
  const files = schemaFiles();
  if (process.env["UPDATE_SCHEMAS"] === "1") {
    await mkdir(directory, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(new URL(name, directory), text);
  }
  expect((await readdir(directory)).sort()).toEqual(Object.keys(files).sort());
  for (const [name, text] of Object.entries(files)) {
    const committed = await readFile(new URL(name, directory), "utf8");
    expect(committed, `${name} is stale: run UPDATE_SCHEMAS=1 npx vitest run src/team`).toBe(text);
  }
});

test("the schemas describe what a person writes, before defaults and short forms are worked out", () => {
  const workflow: unknown = JSON.parse(schemaFiles()["workflow.json"] ?? "");
  expect(workflow).toMatchObject({
    required: ["name", "description", "phases"],
    additionalProperties: false,
  });
  const profile: unknown = JSON.parse(schemaFiles()["profile.json"] ?? "");
  expect(profile).toMatchObject({ required: ["parts"], title: "Phasegate profile" });
});
