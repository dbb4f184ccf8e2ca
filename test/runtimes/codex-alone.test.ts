import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { AgentEvent } from "../../src/core/agent.ts";
import {
  denialsOf,
  endOf,
  eventsOf,
  makeStage,
  testRuntime,
  withShell,
} from "../../src/runtimes/runtime.testsuite.ts";
import type { Op } from "../model-server/model-server.ts";
import { promptFor, real } from "./support/real.ts";

process.env["PHASEGATE_SANDBOX"] = "none";

const { runtime, choice, modelFor, arrange } = real("codex");

testRuntime(runtime, arrange);

describe("codex that nothing holds, so that it holds its commands itself", () => {
  const attempt = async (...ops: Op[]): Promise<{ tree: string; events: AgentEvent[] }> => {
    const { tree, folder, assignment } = await makeStage({
      "src/a.js": "a\n",
      "src/a.test.js": "t\n",
      "src/package-lock.json": "{}\n",
      "README.md": "# A\n",
    });
    await modelFor({ it: [...ops.map((op) => ({ ops: [op] })), { say: "Done." }] }, folder);
    const events = await eventsOf(
      runtime,
      assignment(choice, { policy: withShell, prompt: promptFor("it") }),
    );
    expect(endOf(events)).toEqual([{ kind: "completed", text: "Done." }]);
    return { tree, events };
  };

  test.each(["README.md", "src/package-lock.json", "src/a.test.js"])(
    "commands leave %s alone",
    async (file) => {
      const before = file.endsWith(".md") ? "# A\n" : file.endsWith(".json") ? "{}\n" : "t\n";
      const { tree } = await attempt(
        { shell: { command: `echo mine > ${file}` } },
        { shell: { command: `node -e "require('fs').writeFileSync('${file}','mine')"` } },
        { shell: { command: `rm -f ${file}; mv src/a.js ${file}` } },
      );
      expect(await readFile(path.join(tree, file), "utf8")).toBe(before);
    },
  );

  test("commands write in the role's part, and leave nothing of codex behind", async () => {
    const { tree } = await attempt({ shell: { command: "echo mine > src/a.js && touch $TMPDIR/x" } });
    expect(await readFile(path.join(tree, "src/a.js"), "utf8")).toBe("mine\n");
    expect((await readdir(tree)).sort()).toEqual(["README.md", "src"]);
    expect(await readdir(path.join(tree, "src"))).toHaveLength(3);
  });

  test("a command that wants to run without being held is denied", async () => {
    const input = {
      cmd: "touch README.md lib",
      sandbox_permissions: "require_escalated",
      justification: "please",
    };
    const { tree, events } = await attempt({ tool: { name: "exec_command", input } });
    expect(denialsOf(events)).toEqual(["developer may run commands only inside the sandbox of codex"]);
    expect(existsSync(path.join(tree, "lib"))).toBe(false);
  });

  test("a patch of what is not the role's is asked for, and denied with the reason", async () => {
    const { tree, events } = await attempt(
      { write: { path: "README.md", text: "mine\n" } },
      { write: { path: "src/package-lock.json", text: "mine\n" } },
    );
    expect(denialsOf(events)).toEqual([
      expect.stringContaining("README.md"),
      expect.stringContaining("src/package-lock.json"),
    ]);
    expect(await readFile(path.join(tree, "src/package-lock.json"), "utf8")).toBe("{}\n");
  });
});
