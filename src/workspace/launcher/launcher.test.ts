import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { carriers } from "../process.ts";

const dist = pathToFileURL(path.resolve("dist/workspace/")).href;

/** Runs a small program that has others started for it, as the built engine does. */
async function program(text: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "phasegate-launcher-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const head = `
    import { closeLauncher, launch, useLauncher } from "${dist}/launcher/launcher.js";
    import { runProcess } from "${dist}/process.js";
    import { openRepository } from "${dist}/repository.js";
    const folder = ${JSON.stringify(folder)};
    const call = (command, more = {}) => ({ command, cwd: folder, env: { PATH: process.env.PATH, HOME: folder, IN: folder }, timeoutMs: 60_000, ...more });
    useLauncher();`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--input-type=module",
    "--eval",
    head + text,
  ]);
  expect(await carriers(`IN=${folder}`), "nothing is left alive").toEqual([]);
  return stdout;
}

test("processes and git run through the worker and answer as they do in place", async () => {
  const text = await program(`
    const { exitCode, outputTail } = await runProcess(call(["sh", "-c", "echo hello; exit 3"]));
    console.log(exitCode, outputTail.trim());
    const repository = await openRepository(folder + "/r.git");
    console.log(await repository.branch("main"));
    await repository.treeOf("HEAD").catch((error) => console.log(error.name));
    await closeLauncher();`);
  expect(text).toBe("3 hello\nnull\nGitError\n");
});

test("an abort reaches the process through the worker", async () => {
  const text = await program(`
    const abort = new AbortController();
    const running = runProcess(call(["sleep", "1000"], { signal: abort.signal }));
    abort.abort();
    console.log((await running).problem);
    await closeLauncher();`);
  expect(text).toBe("interrupted\n");
});

test("a program that ends, or is killed, takes with it what it has had started", async () => {
  expect(await program(`await runProcess(call(["true"])); console.log("done");`)).toBe("done\n");
  const closed = await program(`
    runProcess(call(["sleep", "1000"])).catch(() => console.log("lost"));
    await runProcess(call(["true"]));
    await closeLauncher();`);
  expect(closed).toBe("lost\n");
});

test("a worker that is lost fails what was asked of it, and the next question gets a new one", async () => {
  const text = await program(`
    await launch({ kind: "process", call: call(["sh", "-c", "kill -KILL $PPID"]) }).catch((error) => console.log(error.message));
    console.log((await runProcess(call(["true"]))).exitCode);
    await closeLauncher();`);
  expect(text).toBe("the process that starts others has ended\n0\n");
});
