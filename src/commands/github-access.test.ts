import { expect, test } from "vitest";
import { environmentAt } from "./commands.fixture.ts";
import { asking } from "./github-access.ts";

const repository = { host: "github.com", owner: "octo", repo: "shop" };
const environment = environmentAt({
  home: "/nonexistent",
  variables: { PATH: "/nonexistent", GH_TOKEN: "ghp_geheim" },
});

const ask = (patience?: AbortSignal) =>
  asking(repository, { environment, ...(patience ? { patience } : {}) }, ({ client }) =>
    client.request("GET /user", {}),
  );

test("a GitHub that does not answer in time is said to, and that nothing was made", async () => {
  environment.fetch = () => Promise.reject(new TypeError("fetch failed"));
  await expect(ask(AbortSignal.abort())).rejects.toMatchObject({
    code: "FORGE_UNAVAILABLE",
    message: "github.com cannot be asked: it does not answer in time",
    hint: expect.stringContaining("nothing was made"),
  });
});

test("a token that is refused is named by where it came from", async () => {
  environment.fetch = () => Promise.resolve(Response.json({ message: "Bad credentials" }, { status: 401 }));
  const error: unknown = await ask().catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    code: "TOKEN_REFUSED",
    message: "github.com does not accept the token from GH_TOKEN",
  });
  expect(JSON.stringify(error) + String((error as Error).cause)).not.toContain("geheim");
});

test("without a token nothing is asked", async () => {
  environment.fetch = () => Promise.reject(new Error("asked"));
  const poor = { ...environment, variables: { PATH: "/nonexistent" } };
  await expect(asking(repository, { environment: poor }, () => Promise.resolve(1))).rejects.toMatchObject({
    code: "NO_TOKEN",
  });
});
