import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeFiles } from "../../test/support/project.ts";
import { lendLogin, takeLoginBack, takeLoginsBack } from "./login.ts";

/** A user with a login, and the folder of a session's own. */
async function makePlaces() {
  const root = await mkdtemp(path.join(tmpdir(), "login-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const own = path.join(root, "user/.agent/login");
  const sessions = path.join(root, "sessions/developer");
  await writeFiles(root, { "user/.agent/login": "first" });
  await chmod(own, 0o640);
  const files = [{ own, copy: "agent/login" }];
  return { root, own, sessions, files, copy: path.join(sessions, "agent/login") };
}

const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777;

test("a login is lent as a copy that only the user reads, and nothing of it stays", async () => {
  const { root, own, sessions, files, copy } = await makePlaces();
  expect(await lendLogin({ sessions, policy: { shell: false } }, files)).toBe(true);
  expect([await readFile(copy, "utf8"), await modeOf(copy)]).toEqual(["first", 0o600]);
  await takeLoginBack(sessions);
  expect(await readdir(path.dirname(copy))).toEqual([]);
  expect(await readdir(path.join(root, "sessions"))).toEqual(["developer"]);
  expect([await readFile(own, "utf8"), await modeOf(own)]).toEqual(["first", 0o640]);
});

test("a user without a login lends none, whatever else there is", async () => {
  const { root, own, sessions, files } = await makePlaces();
  const missing = { own: path.join(root, "user/nothing"), copy: "agent/nothing" };
  expect(await lendLogin({ sessions, policy: { shell: false } }, [missing, ...files])).toBe(false);
  expect(await lendLogin({ sessions, policy: { shell: false } }, [...files, missing])).toBe(true);
  expect(await readdir(path.join(sessions, "agent"))).toEqual(["login"]);
  expect(await readFile(own, "utf8")).toBe("first");
});

test("a login that was renewed in the session is the user's own afterwards, with the rights it had", async () => {
  const { own, sessions, files, copy } = await makePlaces();
  await lendLogin({ sessions, policy: { shell: false } }, files);
  await writeFile(copy, "second");
  await takeLoginBack(sessions);
  expect([await readFile(own, "utf8"), await modeOf(own)]).toEqual(["second", 0o640]);
  expect(await readdir(path.dirname(own))).toEqual(["login"]);
  expect(await readdir(path.dirname(copy))).toEqual([]);
});

test("an agent that may run commands can put another login there, so what it leaves is not given back", async () => {
  const { own, sessions, files, copy } = await makePlaces();
  await lendLogin({ sessions, policy: { shell: true } }, files);
  await writeFile(copy, "somebody else's");
  await takeLoginBack(sessions);
  expect(await readFile(own, "utf8")).toBe("first");
  expect(await readdir(path.dirname(copy))).toEqual([]);
});

test("what all sessions of a run have is taken back at once", async () => {
  const { root, own, sessions, files, copy } = await makePlaces();
  const folder = path.join(root, "sessions");
  await lendLogin({ sessions, policy: { shell: false } }, files);
  await lendLogin({ sessions: path.join(folder, "architect"), policy: { shell: false } }, files);
  await writeFile(copy, "second");
  await takeLoginsBack(folder);
  expect(await readFile(own, "utf8")).toBe("second");
  expect((await readdir(folder)).toSorted()).toEqual(["architect", "developer"]);
  expect(await readdir(path.join(folder, "architect/agent"))).toEqual([]);
  await takeLoginsBack(path.join(root, "nothing"));
});

test("a login that the user keeps behind a link stays there", async () => {
  const { root, own, sessions, files, copy } = await makePlaces();
  const linked = path.join(root, "user/linked");
  await symlink(own, linked);
  await lendLogin({ sessions, policy: { shell: false } }, [
    { ...files[0], own: linked, copy: "agent/login" },
  ]);
  await writeFile(copy, "second");
  await takeLoginBack(sessions);
  expect(await readFile(own, "utf8")).toBe("second");
  expect(await readFile(linked, "utf8")).toBe("second");
});

test("a login that the user changed meanwhile stays theirs", async () => {
  const { own, sessions, files, copy } = await makePlaces();
  await lendLogin({ sessions, policy: { shell: false } }, files);
  await writeFile(copy, "second");
  await writeFile(own, "theirs");
  await takeLoginBack(sessions);
  expect(await readFile(own, "utf8")).toBe("theirs");
  expect(await readdir(path.dirname(copy))).toEqual([]);
});

test.each(["", "x".repeat(1024 * 1024 + 1)])("what is no login is not given back", async (text) => {
  const { own, sessions, files, copy } = await makePlaces();
  await lendLogin({ sessions, policy: { shell: false } }, files);
  await writeFile(copy, text);
  await takeLoginBack(sessions);
  expect(await readFile(own, "utf8")).toBe("first");
  expect(await readdir(path.dirname(copy))).toEqual([]);
});

test("no link that an agent left is followed, to read, to write or to remove", async () => {
  const { root, own, sessions, files, copy } = await makePlaces();
  await writeFiles(root, { "user/secret": "secret" });
  await lendLogin({ sessions, policy: { shell: false } }, files);
  await rm(copy);
  await symlink(path.join(root, "user/secret"), copy);
  await takeLoginBack(sessions);
  expect(await readFile(own, "utf8")).toBe("first");
  expect(await readFile(path.join(root, "user/secret"), "utf8")).toBe("secret");

  await lendLogin({ sessions, policy: { shell: false } }, files);
  await rm(path.dirname(copy), { recursive: true });
  await symlink(path.dirname(own), path.dirname(copy));
  await takeLoginBack(sessions);
  expect(await readFile(own, "utf8")).toBe("first");
  await lendLogin({ sessions, policy: { shell: false } }, files);
  expect(await readFile(own, "utf8")).toBe("first");
  expect(await modeOf(copy)).toBe(0o600);
});

test("where nothing was lent, or not all of it was noted, nothing is taken back", async () => {
  const { own, sessions } = await makePlaces();
  await takeLoginBack(sessions);
  await mkdir(path.dirname(sessions), { recursive: true });
  await writeFile(`${sessions}.login.json`, '[{"own":');
  await takeLoginBack(sessions);
  expect(await readFile(own, "utf8")).toBe("first");
});
