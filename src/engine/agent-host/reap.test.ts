import { mkdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { hang, makeAttempt } from "./agent-host.fixture.ts";
import { runHosted } from "./follow.ts";
import { isAlive } from "./identity.ts";
import { end, reap } from "./reap.ts";

const linux = process.platform === "linux";

test.runIf(linux)("all agents of a run are ended at once, with all that they started", async () => {
  const [one, two] = [await makeAttempt([hang]), await makeAttempt([hang])];
  const other = path.join(one.folder, "steps/other/attempt-1");
  const running = [runHosted(one.call()), runHosted(two.call({ directory: other }))];
  await Promise.all([one.reached("ready"), two.reached("ready")]);
  expect((await one.living()).length).toBeGreaterThan(0);
  await reap(one.folder);
  expect(await one.living()).toEqual([]);
  expect(await two.living()).toEqual([]);
  for (const ended of await Promise.all(running)) expect(ended.kind).not.toBe("completed");
});

test("a run without steps has nothing to end", async () => {
  const { folder } = await makeAttempt([]);
  await expect(reap(folder)).resolves.toBeUndefined();
  await mkdir(path.join(folder, "steps/developer/attempt-1"), { recursive: true });
  await expect(reap(folder)).resolves.toBeUndefined();
});

test("ending an attempt that has ended is nothing", async () => {
  const attempt = await makeAttempt([]);
  await runHosted(attempt.call());
  await end(attempt.directory);
  await end(attempt.directory);
  expect(await isAlive(await attempt.host())).toBe(false);
});
