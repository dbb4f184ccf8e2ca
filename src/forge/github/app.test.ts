import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { UserError } from "../../core/error.ts";
import { type AppParts, appCredentials } from "./app.ts";
import { makeClock, makeWorld, type World } from "./strict.fixture.ts";

const issue = { marker: "phasegate run=r1 issue", title: "Reviews", body: "Please." };

async function makeAppWorld() {
  const world = await makeWorld({}, makeClock(Date.now())); // GitHub refuses a signature of another time
  return { ...world, credentials: (more: Partial<AppParts> = {}) => credentialsIn(world, more) };
}

function credentialsIn({ github, clock, told }: World, more: Partial<AppParts>) {
  return appCredentials({
    host: github.url,
    id: String(github.app.id),
    privateKey: github.app.privateKey,
    installation: null,
    repository: { owner: "acme", repo: "shop" },
    fetch,
    now: clock.now,
    wait: clock.wait,
    signal: new AbortController().signal,
    tell: (text) => told.push(text),
    ...more,
  });
}

const renewals = ({ github }: World): number =>
  github.requests.filter(({ path }) => path.endsWith("/access_tokens")).length;

test("an App finds where it is installed, and what it writes is its bot's and found again", async () => {
  const world = await makeAppWorld();
  const forge = world.open({ credentials: world.credentials() });
  const made = await forge.ensureIssue(issue);
  expect(await world.open({ credentials: world.credentials() }).ensureIssue(issue)).toEqual(made);
  const [item] = await world.github.items();
  expect(item?.["user"]).toMatchObject({ login: "crew[bot]" });
});

test("a token of an installation serves many requests at once, and is made anew before it ends", async () => {
  const world = await makeAppWorld();
  const credentials = world.credentials();
  const [first, ...more] = await Promise.all([1, 2, 3].map(() => credentials.authorization()));
  expect(first).toMatch(/^Bearer \S+$/);
  expect(new Set(more)).toEqual(new Set([first]));
  expect(renewals(world)).toBe(1);
  const token = (first ?? "").replace("Bearer ", "");
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  expect(await credentials.gitAuthorization()).toBe(`Basic ${basic}`);
  expect(renewals(world)).toBe(1);
});

test("the end of a token's hour is not waited for", async () => {
  const clock = makeClock(Date.parse("2026-01-01T00:00:00Z"));
  const asked: string[] = [];
  const credentials = appCredentials({
    host: "github.com",
    id: "Iv1.abc",
    privateKey: generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    }).privateKey,
    installation: 7,
    repository: { owner: "acme", repo: "shop" },
    fetch: async (address) => {
      asked.push(address instanceof Request ? address.url : address.toString());
      const expires = new Date(clock.now().getTime() + 3_600_000).toISOString();
      return Response.json({ token: `t${asked.length}`, expires_at: expires }, { status: 201 });
    },
    now: clock.now,
    wait: clock.wait,
    signal: new AbortController().signal,
    tell: () => undefined,
  });
  expect(await credentials.authorization()).toBe("Bearer t1");
  await clock.wait(54 * 60_000);
  expect(await credentials.authorization()).toBe("Bearer t1");
  await clock.wait(2 * 60_000);
  expect(await credentials.authorization()).toBe("Bearer t2");
  expect(new Set(asked)).toEqual(new Set(["https://api.github.com/app/installations/7/access_tokens"]));
});

test("an App that is not installed there is a mistake of the person's", async () => {
  const world = await makeAppWorld();
  const credentials = world.credentials({ repository: { owner: "acme", repo: "other" } });
  await expect(credentials.authorization()).rejects.toMatchObject({ code: "APP_NOT_INSTALLED" });
});

test("a key that is none is refused before anything is asked, and is not shown", async () => {
  const world = await makeAppWorld();
  for (const privateKey of ["-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----", ""]) {
    const failure = await (async () => world.credentials({ privateKey }))().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect(String((failure as Error).stack)).not.toContain("c2VjcmV0");
  }
});
