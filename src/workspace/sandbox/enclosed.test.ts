import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { makeCell } from "./sandbox.fixture.ts";

const files = { "server/a.ts": "a", "server/a.test.ts": "t", "web/b.ts": "b", "server/package.json": "{}" };

test("a role writes in its scope and nowhere else", async () => {
  const { shell, tree } = await makeCell(files);
  const { err } = await shell(
    "for f in server/a.ts server/new.ts server/a.test.ts web/b.ts; do echo x > $f; done",
  );
  expect(err).toContain("cannot create server/a.test.ts: Read-only file system");
  expect(err).toContain("cannot create web/b.ts: Read-only file system");
  expect(await readFile(path.join(tree, "server/new.ts"), "utf8")).toBe("x\n");
});
