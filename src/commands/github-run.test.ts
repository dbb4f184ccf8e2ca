import { expect, test } from "vitest";
import { environmentAt } from "./commands.fixture.ts";
import { gitHubForgeFor } from "./github-run.ts";

const choice = {
  kind: "github" as const,
  host: "github.com",
  owner: "octo",
  repo: "shop",
  push: { owner: "me", repo: "shop" },
  issue: 42,
};
const interruption = new AbortController();
const life = { signal: () => interruption.signal, tell: () => undefined };
const withoutGh = { PATH: "/nonexistent" };

const forgeWith = (variables: Record<string, string>, fetch: typeof globalThis.fetch) =>
  gitHubForgeFor(choice, life, { ...environmentAt({ home: "/nonexistent" }), variables, fetch });

const notAsked = () => Promise.reject(new Error("asked"));

test("without a token a run's forge opens, and its first request says what to do", async () => {
  const forge = await forgeWith(withoutGh, notAsked);
  expect(forge.remote).toBe("https://github.com/me/shop.git");
  await expect(forge.standing({ issue: 42 })).rejects.toMatchObject({ code: "NO_TOKEN" });
  await expect(forge.authorization()).rejects.toMatchObject({ code: "NO_TOKEN" });
});

test("half an App is named by the first request too", async () => {
  const forge = await forgeWith({ ...withoutGh, PHASEGATE_APP_ID: "12" }, notAsked);
  await expect(forge.standing({ issue: 42 })).rejects.toMatchObject({ code: "BAD_APP" });
});

test("git is let in by the token, and the token is nowhere in the forge's words", async () => {
  const forge = await forgeWith({ ...withoutGh, GH_TOKEN: "ghp_geheim" }, notAsked);
  const header = await forge.authorization();
  expect(Buffer.from(header?.split(" ")[1] ?? "", "base64").toString()).toBe("x-access-token:ghp_geheim");
  expect(forge.remote).not.toContain("geheim");
});

test("once the run is interrupted, nothing waits for GitHub's hour to end", async () => {
  const later = Math.floor(Date.now() / 1000) + 3_000;
  const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(later) };
  const limited = () =>
    Promise.resolve(Response.json({ message: "API rate limit exceeded" }, { status: 403, headers }));
  const forge = await forgeWith({ ...withoutGh, GH_TOKEN: "ghp_geheim" }, limited);
  interruption.abort();
  await expect(forge.standing({ issue: 42 })).rejects.toMatchObject({ name: "ForgeUnavailable" });
});
