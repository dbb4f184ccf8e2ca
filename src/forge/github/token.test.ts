import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findLogin, requireLogin, variablesFor } from "./token.ts";

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), "phasegate-token-"));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** A PATH with a gh that does this. */
async function ghThat(script: string): Promise<Record<string, string>> {
  const bin = await folder();
  const file = path.join(bin, "gh");
  await writeFile(file, `#!${process.execPath}\n${script}`);
  await chmod(file, 0o755);
  return { PATH: bin };
}

const withoutGh = { PATH: "/nonexistent" };
const host = "github.com";

test("--token goes before all, then GH_TOKEN, then GITHUB_TOKEN", async () => {
  const variables = { ...withoutGh, GH_TOKEN: "second", GITHUB_TOKEN: "third" };
  const sources = [
    await findLogin({ host, flag: "first", variables }),
    await findLogin({ host, variables }),
    await findLogin({ host, variables: { ...variables, GH_TOKEN: " " } }),
  ];
  expect(sources).toEqual([
    { kind: "token", token: "first", source: "--token" },
    { kind: "token", token: "second", source: "GH_TOKEN" },
    { kind: "token", token: "third", source: "GITHUB_TOKEN" },
  ]);
});

test("a token for github.com is never sent to an Enterprise server, and the other way round", async () => {
  const variables = { ...withoutGh, GH_TOKEN: "public", GITHUB_ENTERPRISE_TOKEN: "inner" };
  expect(await findLogin({ host: "ghe.example.com", variables })).toMatchObject({ token: "inner" });
  expect(await findLogin({ host: "acme.ghe.com", variables })).toMatchObject({ token: "public" });
  expect(
    await findLogin({ host: "ghe.example.com", variables: { ...withoutGh, GH_TOKEN: "public" } }),
  ).toBeNull();
  expect(variablesFor("http://127.0.0.1:4000")).toContain("GH_TOKEN");
});

test("gh is asked for the token of this host, and told of no terminal", async () => {
  const gh = await ghThat(
    "console.log(['token', ...process.argv.slice(2), process.env.GH_PROMPT_DISABLED].join('/'))",
  );
  expect(await findLogin({ host, variables: gh })).toEqual({
    kind: "token",
    token: "token/auth/token/--hostname/github.com/1",
    source: "gh auth token --hostname github.com",
  });
});

test("a gh that fails, says nothing or is not there is no obstacle", async () => {
  expect(await findLogin({ host, variables: await ghThat("console.log('no'); process.exit(1)") })).toBeNull();
  expect(await findLogin({ host, variables: await ghThat("") })).toBeNull();
  expect(await findLogin({ host, variables: withoutGh })).toBeNull();
});

const pem = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----";

test("an App is last; its key is a variable, also with written line ends, or a file", async () => {
  const app = {
    ...withoutGh,
    PHASEGATE_APP_ID: "12",
    PHASEGATE_APP_PRIVATE_KEY: pem.replaceAll("\n", "\\n"),
  };
  const expected = { kind: "app", id: "12", privateKey: pem, installation: null, source: "GitHub App 12" };
  expect(await findLogin({ host, variables: app })).toEqual(expected);
  expect(await findLogin({ host, variables: { ...app, GH_TOKEN: "t" } })).toMatchObject({ token: "t" });
  const file = path.join(await folder(), "key.pem");
  await writeFile(file, `${pem}\n`);
  const byFile = { ...withoutGh, PHASEGATE_APP_ID: "12", PHASEGATE_APP_PRIVATE_KEY_FILE: file };
  expect(await findLogin({ host, variables: { ...byFile, PHASEGATE_APP_INSTALLATION: "7" } })).toEqual({
    ...expected,
    installation: 7,
  });
});

test.for([
  [{ PHASEGATE_APP_ID: "12" }, /and no PHASEGATE_APP_PRIVATE_KEY/],
  [{ PHASEGATE_APP_ID: "1 2" }, /PHASEGATE_APP_ID is no number/],
  [{ PHASEGATE_APP_ID: "12", PHASEGATE_APP_PRIVATE_KEY: "geheim" }, /PHASEGATE_APP_PRIVATE_KEY\) is no PEM$/],
  [
    { PHASEGATE_APP_ID: "12", PHASEGATE_APP_PRIVATE_KEY_FILE: "/nonexistent/k" },
    /cannot be read: \/nonexistent/,
  ],
  [{ PHASEGATE_APP_ID: "12", PHASEGATE_APP_INSTALLATION: "mine" }, /PHASEGATE_APP_INSTALLATION is no number/],
] as const)("half an App is named: %j", async ([variables, message]) => {
  await expect(findLogin({ host, variables: { ...withoutGh, ...variables } })).rejects.toThrow(message);
});

test.for([
  ["two words", "geheim und mehr", "has blanks"],
  ["a line end", "geheim\nX-Other: 1", "has blanks"],
  ["nothing", " ", "is empty"],
] as const)("a token of %s is refused, and not repeated", async ([, flag, why]) => {
  const error: unknown = await findLogin({ host, flag, variables: withoutGh }).catch(
    (caught: unknown) => caught,
  );
  expect(String(error)).toContain(`the token in --token ${why}`);
  expect(JSON.stringify(error) + String(error)).not.toContain("geheim");
});

test("who has none is told exactly what to do", async () => {
  const none = (where: string) => requireLogin({ host: where, variables: withoutGh });
  await expect(none(host)).rejects.toMatchObject({
    code: "NO_TOKEN",
    hint: expect.stringMatching(
      /github\.com\/settings\/tokens and set GH_TOKEN, or .* gh auth login --hostname github\.com/,
    ),
  });
  await expect(none("ghe.example.com")).rejects.toMatchObject({
    hint: expect.stringContaining("https://ghe.example.com/settings/tokens and set GH_ENTERPRISE_TOKEN"),
  });
});
