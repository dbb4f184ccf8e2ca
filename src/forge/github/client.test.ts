import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { UserError } from "../../core/error.ts";
import { ForgeClosed, ForgeUnavailable } from "../forge.ts";
import { type ClientParts, openClient } from "./client.ts";
import { tokenCredentials } from "./credentials.ts";
import { FateUnknown } from "./failure.ts";
import { makeClock } from "./strict.fixture.ts";

const token = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";
const at = { owner: "acme", repo: "shop" };
const issuesRoute = "GET /repos/{owner}/{repo}/issues" as const;
const repositoryRoute = "GET /repos/{owner}/{repo}" as const;
const newIssueRoute = "POST /repos/{owner}/{repo}/issues" as const;

type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

interface Heard {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
  /** By the clock of the test. */
  at: number;
}

async function serve(answer: Answer, more: Partial<ClientParts> = {}) {
  const clock = makeClock();
  const heard: Heard[] = [];
  const told: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const body = Buffer.concat(parts).toString("utf8");
      heard.push({ method, url, headers, body, at: clock.now().getTime() });
      answer(request, response, heard.length);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  };
  onTestFinished(close);
  const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = openClient({
    host,
    credentials: tokenCredentials(token),
    fetch,
    now: clock.now,
    wait: clock.wait,
    signal: new AbortController().signal,
    tell: (text) => told.push(text),
    ...more,
  });
  return { client, clock, heard, told, host, close };
}

const json = (response: ServerResponse, status: number, body: unknown, headers = {}): void =>
  void response
    .writeHead(status, { "content-type": "application/json", ...headers })
    .end(JSON.stringify(body));

/** Wherever it is asked, GitHub's own host included. */
async function pretend(host: string) {
  const asked: { url: string; method: string; at: number }[] = [];
  const clock = makeClock();
  const client = openClient({
    host,
    credentials: tokenCredentials(token),
    fetch: async (address, init) => {
      asked.push({
        url: address instanceof Request ? address.url : address.toString(),
        method: init?.method ?? "",
        at: clock.now().getTime(),
      });
      return Response.json({ data: { viewer: { login: "octocat" } } });
    },
    now: clock.now,
    wait: clock.wait,
    signal: new AbortController().signal,
    tell: () => undefined,
  });
  return { client, asked, clock };
}

test.each([
  ["github.com", "https://api.github.com", "https://api.github.com/graphql"],
  ["octo.ghe.com", "https://api.octo.ghe.com", "https://api.octo.ghe.com/graphql"],
  ["git.example.com:8443", "https://git.example.com:8443/api/v3", "https://git.example.com:8443/api/graphql"],
  ["http://localhost:4000", "http://localhost:4000/api/v3", "http://localhost:4000/api/graphql"],
])("the API of %s is at %s", async (host, rest, graphql) => {
  const { client, asked } = await pretend(host);
  await client.request(repositoryRoute, at);
  await client.graphql("query Viewer { viewer { login } }", {});
  expect(asked.map(({ url }) => url)).toEqual([`${rest}/repos/acme/shop`, graphql]);
});

test.each([
  "http://git.example.com",
  "https://github.com",
  "github.com/acme",
  "a@b.com",
  "ftp://127.0.0.1",
  "",
])("no token is sent to %j", async (host) => {
  await expect(pretend(host)).rejects.toThrow(UserError);
});

test.each([
  ["github.com", 1000],
  ["octo.ghe.com", 1000],
  ["git.example.com", 0],
  ["http://127.0.0.1:4000", 0],
])("writes at %s lie %s ms apart, and one ends before the next begins", async (host, gap) => {
  const { client, asked, clock } = await pretend(host);
  await Promise.all([1, 2, 3].map((n) => client.request(newIssueRoute, { ...at, title: `Number ${n}` })));
  const began = asked[0]?.at ?? 0;
  expect(asked.map((one) => one.at - began)).toEqual([0, gap, 2 * gap]);
  await client.request(repositoryRoute, at);
  expect(clock.now().getTime() - began).toBe(2 * gap);
});

test("a request says who asks, in which version, and carries the parameters where they belong", async () => {
  const { client, heard } = await serve((_, response) => json(response, 201, { number: 7 }));
  expect((await client.request(newIssueRoute, { ...at, title: "Größe", body: "x" })).number).toBe(7);
  await client.request("GET /repos/{owner}/{repo}/git/ref/{ref}", { ...at, ref: "heads/a b/c" });
  expect(heard[0]).toMatchObject({
    method: "POST",
    url: "/api/v3/repos/acme/shop/issues",
    body: '{"title":"Größe","body":"x"}',
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${token}`,
      "user-agent": "phasegate",
      "x-github-api-version": "2022-11-28",
    },
  });
  expect(heard[1]?.url).toBe("/api/v3/repos/acme/shop/git/ref/heads/a%20b/c");
});

test("a parameter cannot lead to another address", async () => {
  const { client, heard } = await serve((_, response) => json(response, 200, {}));
  await expect(client.request(repositoryRoute, { owner: "..", repo: "shop" })).rejects.toThrow(
    "cannot stand",
  );
  await client.request(repositoryRoute, { owner: "acme", repo: "x/../../user?a=#b" });
  expect(heard.map(({ url }) => url)).toEqual(["/api/v3/repos/acme/x%2F..%2F..%2Fuser%3Fa%3D%23b"]);
});

test("a list is read page by page, and no further than is needed", async () => {
  const { client, heard, host } = await serve((request, response) => {
    const page = Number(new URL(request.url ?? "", "http://x").searchParams.get("page") ?? 1);
    const next = `${host}/api/v3/repos/acme/shop/issues?page=${page + 1}`;
    json(
      response,
      200,
      [{ number: page }],
      page < 3 ? { link: `<${next}>; rel="next", <x>; rel="last"` } : {},
    );
  });
  const numbers: number[] = [];
  for await (const { number } of client.items(issuesRoute, { ...at, state: "all" })) numbers.push(number);
  expect(numbers).toEqual([1, 2, 3]);
  expect(heard[0]?.url).toBe("/api/v3/repos/acme/shop/issues?state=all&per_page=100");
  for await (const _ of client.items(issuesRoute, at)) break;
  expect(heard).toHaveLength(4);
});

test("a next page at another host is not asked for: the token would go with it", async () => {
  const { client, heard } = await serve((_, response) =>
    json(response, 200, [{ number: 1 }], { link: '<https://evil.example/api/v3/x>; rel="next"' }),
  );
  for await (const _ of client.items(issuesRoute, at));
  expect(heard).toHaveLength(1);
});

test("what has not changed comes from memory and is counted", async () => {
  const { client, heard } = await serve((request, response) => {
    if (request.headers["if-none-match"] === '"1"') response.writeHead(304).end();
    else json(response, 200, { full_name: "acme/shop" }, { etag: '"1"' });
  });
  for (const _ of [1, 2, 3]) expect((await client.request(repositoryRoute, at)).full_name).toBe("acme/shop");
  expect(heard.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, '"1"', '"1"']);
  expect(client.calls).toEqual({ requests: 3, notModified: 2 });
});

test("a full last page is always read anew: the next one may have begun meanwhile", async () => {
  const page = Array.from({ length: 100 }, (_, number) => ({ number }));
  const { client, heard } = await serve((_, response) => json(response, 200, page, { etag: '"1"' }));
  for (const _ of [1, 2]) for await (const __ of client.items(issuesRoute, at));
  expect(heard.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, undefined]);
});

test("a renamed repository is followed on the same host for reads alone", async () => {
  const { client, host } = await serve((request, response) => {
    const moved = `${host}/api/v3/repositories/7`;
    if (request.url?.endsWith("/repositories/7")) json(response, 200, { full_name: "acme/new" });
    else json(response, 301, { message: "Moved Permanently" }, { location: moved });
  });
  expect((await client.request(repositoryRoute, at)).full_name).toBe("acme/new");
  await expect(client.request(newIssueRoute, { ...at, title: "x" })).rejects.toMatchObject({
    code: "FORGE_MOVED",
  });
});

test("a redirect to another host is not followed", async () => {
  const other = await serve((_, response) => json(response, 200, { full_name: "evil/shop" }));
  const { client } = await serve((_, response) =>
    json(response, 301, {}, { location: `${other.host}/api/v3/repos/acme/shop` }),
  );
  await expect(client.request(repositoryRoute, at)).rejects.toMatchObject({ code: "FORGE_MOVED" });
  expect(other.heard).toEqual([]);
});

test("a redirect in a circle ends", async () => {
  const { client, heard } = await serve((request, response) =>
    json(response, 302, {}, { location: request.url ?? "" }),
  );
  await expect(client.request(repositoryRoute, at)).rejects.toMatchObject({ code: "FORGE_MOVED" });
  expect(heard).toHaveLength(4);
});

test("while one request waits for a limit, no other is sent", async () => {
  const { client, heard, told } = await serve((_, response, count) => {
    if (count === 1) json(response, 403, { message: "secondary rate limit" }, { "retry-after": "90" });
    else json(response, 200, { full_name: "acme/shop" });
  });
  await client.request(repositoryRoute, at);
  await Promise.all([1, 2].map(() => client.request(repositoryRoute, at)));
  const [first = 0, ...later] = heard.map((one) => one.at);
  expect(Math.min(...later) - first).toBeGreaterThanOrEqual(90_000);
  expect(told).toHaveLength(1);
});

test("GraphQL's limits are kept as well", async () => {
  const { client, heard } = await serve((_, response, count) => {
    const errors = [{ type: "RATE_LIMITED", message: "API rate limit exceeded for user ID 1." }];
    json(response, 200, count === 1 ? { errors } : { data: { viewer: { login: "octocat" } } });
  });
  await client.graphql("query Viewer { viewer { login } }", {});
  expect((heard[1]?.at ?? 0) - (heard[0]?.at ?? 0)).toBeGreaterThanOrEqual(60_000);
});

test.each([
  ["NOT_FOUND", 404],
  ["FORBIDDEN", 403],
  ["UNPROCESSABLE", 422],
])("GraphQL's %s is a refusal like %s", async (type, status) => {
  const { client } = await serve((_, response) =>
    json(response, 200, { data: null, errors: [{ type, message: "no" }] }),
  );
  await expect(client.graphql("query Viewer { viewer { login } }", {})).rejects.toMatchObject({ status });
});

test.each([500, 502, 503, 504])(
  "%s is asked again for a read, and leaves the fate of a write unknown",
  async (status) => {
    const { client, heard, clock } = await serve((_, response, count) =>
      json(response, count < 4 ? status : 200, {}),
    );
    await client.request(repositoryRoute, at);
    expect(clock.waits).toEqual([1000, 2000, 4000]);
    heard.length = 0;
    await expect(client.request(newIssueRoute, { ...at, title: "x" })).rejects.toThrow(FateUnknown);
    expect(heard).toHaveLength(1);
  },
);

test("a connection that breaks leaves the fate of a write unknown", async () => {
  const { client, heard } = await serve((_, response) => void response.destroy());
  await expect(client.request(newIssueRoute, { ...at, title: "x" })).rejects.toThrow(FateUnknown);
  expect(heard).toHaveLength(1);
});

test("a write that certainly did not arrive is sent again", async () => {
  const gone = await serve((_, response) => json(response, 200, {}));
  await gone.close();
  await expect(gone.client.request(newIssueRoute, { ...at, title: "x" })).rejects.not.toBeInstanceOf(
    FateUnknown,
  );
  expect(gone.client.calls.requests).toBeGreaterThan(10);
});

test("a GitHub that cannot be reached is unavailable after ten minutes", async () => {
  const { client, clock, close } = await serve((_, response) => json(response, 200, {}));
  await close();
  const began = clock.now().getTime();
  await expect(client.request(repositoryRoute, at)).rejects.toThrow(ForgeUnavailable);
  expect(clock.now().getTime() - began).toBeLessThanOrEqual(600_000);
});

test("whoever ends the work waits no longer", async () => {
  const end = new AbortController();
  const { client } = await serve((_, response) => json(response, 429, { message: "slower" }), {
    signal: end.signal,
    wait: async () => {
      end.abort();
      throw new Error("aborted");
    },
  });
  await expect(client.request(repositoryRoute, at)).rejects.toThrow(ForgeUnavailable);
  await expect(client.request(repositoryRoute, at)).rejects.toThrow(ForgeUnavailable);
  expect(client.calls.requests).toBe(1);
});

test("a server that is no GitHub is said to be none", async () => {
  const { client } = await serve((_, response) => void response.end("<html>Log in</html>"));
  await expect(client.request(repositoryRoute, at)).rejects.toMatchObject({ code: "FORGE_REPLY" });
});

test("a reply without an end is not read to it", async () => {
  const { client } = await serve((_, response) => {
    const part = Buffer.alloc(4 * 1024 * 1024, " ");
    const more = () => {
      while (!response.destroyed && response.write(part));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  });
  await expect(client.request(repositoryRoute, at)).rejects.toMatchObject({ code: "FORGE_REPLY" });
});

test("an archived repository and a deleted issue are closed, and no error shows the token", async () => {
  const replies = [
    [403, "Repository was archived so is read-only."],
    [410, "This issue was deleted"],
    [401, `Bad credentials ${token}`],
  ] as const;
  const { client } = await serve((_, response, count) => {
    const [status, message] = replies[count - 1] ?? replies[0];
    json(response, status, { message });
  });
  const failures: unknown[] = [];
  for (const _ of replies)
    failures.push(
      await client.request(newIssueRoute, { ...at, title: "x" }).catch((error: unknown) => error),
    );
  expect(failures).toMatchObject([
    { name: "ForgeClosed" },
    { name: "ForgeClosed" },
    { code: "TOKEN_REFUSED" },
  ]);
  expect(failures[0]).toBeInstanceOf(ForgeClosed);
  for (const failure of failures) expect(String((failure as Error).stack)).not.toContain(token);
});
