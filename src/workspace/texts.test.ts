import { expect, test } from "vitest";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { portions } from "./texts.ts";
import { commitOf, makePlace } from "./workspace.fixture.ts";

test("many files of a commit are read at once, whatever they are called and hold", async () => {
  const { root, repository, base } = await makePlace();
  const tree = path.join(root, "tree");
  await mkdir(path.join(tree, "deep"), { recursive: true });
  const files: Record<string, string | Buffer> = {
    "empty.js": "",
    'deep/ä b\n"c".js': "grün\r\n\n",
    "nul.js": "// \0\n",
    "latin.js": Buffer.from([0x2f, 0x2f, 0xe4, 0x0a]),
    "binary.js": Buffer.from([0, 0xff, 0xfe]),
    "large.js": "x".repeat(2 * 1024 ** 2 + 1),
    "not-asked.js": "x",
  };
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(tree, name), content);
  await symlink("../deep", path.join(tree, "link.js"));
  const commit = await commitOf(repository, tree, base);
  const asked = [...Object.keys(files), "link.js", "missing.js", "deep"].filter(
    (name) => name !== "not-asked.js",
  );
  expect(await repository.texts(commit, asked)).toEqual(
    new Map([
      ["empty.js", ""],
      ['deep/ä b\n"c".js', "grün\r\n\n"],
      ["nul.js", "// \0\n"],
      ["latin.js", "//\uFFFD\n"],
      ["link.js", "../deep"],
    ]),
  );
});

test("nothing asked is nothing told, and a commit that does not exist is an error", async () => {
  const { repository, base } = await makePlace();
  expect(await repository.texts(base, [])).toEqual(new Map());
  await expect(repository.texts("0".repeat(40), ["a"])).rejects.toThrow("ls-tree");
});

test("what is much is asked for in portions", () => {
  const blobs = [3, 3, 3, 9, 1].map((size, index) => ({ path: `${index}`, id: `${index}`, size }));
  expect(portions(blobs, 6).map((some) => some.map(({ size }) => size))).toEqual([[3, 3], [3], [9], [1]]);
});
