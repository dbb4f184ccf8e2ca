import { expect, test } from "vitest";
import { ask, events, firstBytes, json, post, serve, untilBroken } from "./client.fixture.ts";
import { objectOf, textOf } from "./json.ts";
import { ledgerOf, requestsOf } from "./model-server.ts";
import { nothingTold } from "./script.ts";

test("a client that looks around gets sensible answers", async () => {
  const { url } = await serve({ script: {}, models: ["m-1"] });
  expect((await fetch(`${url}/`, { method: "HEAD" })).status).toBe(200);
  expect(await json(fetch(`${url}/v1/models`))).toMatchObject({ data: [{ id: "m-1", type: "model" }] });
  expect(await json(fetch(`${url}/v1/models/m-1`))).toMatchObject({ id: "m-1" });
  expect(await json(fetch(`${url}/v1beta/models`))).toEqual({ models: [{ name: "models/m-1" }] });
  expect((await fetch(`${url}/v1/models/other`)).status).toBe(404);
  expect((await post(`${url}/v1/unknown`, {})).status).toBe(404);
});

test("a conversation without a marker gets the fallback", async () => {
  const server = await serve({ script: {}, fallback: [{ say: "Hello." }] });
  const all = await events(post(`${server.url}/v1/messages`, ask("hi")));
  expect(all.map(({ delta }) => textOf(objectOf(delta)["text"])).join("")).toBe("Hello.");
  expect(server.requests()).toMatchObject([{ scenario: null, headers: { apiKey: true, userAgent: "test" } }]);
});

test("an error comes in the protocol's own form, with its headers, and tells no usage", async () => {
  const error = { status: 429, message: "slow down", headers: { "retry-after": "7" } };
  const server = await serve({ script: { limited: [{ error }] } });
  const answer = await post(`${server.url}/v1/messages`, ask("[[S:limited]]"));
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "7"]);
  expect(await answer.json()).toMatchObject({
    type: "error",
    error: { type: "rate_limit_error", message: "slow down" },
  });
  const openai = post(`${server.url}/v1/responses`, { model: "m", input: "[[S:limited]]" });
  expect(await json(openai)).toMatchObject({ error: { type: "rate_limit_error", message: "slow down" } });
  const contents = [{ role: "user", parts: [{ text: "[[S:limited]]" }] }];
  const gemini = post(`${server.url}/v1beta/models/g:generateContent`, { contents });
  expect(await json(gemini)).toMatchObject({ error: { code: 429, status: "RESOURCE_EXHAUSTED" } });
  expect(server.requests()).toMatchObject([
    { status: 429, told: nothingTold, messageId: null, finished: true },
    { status: 429 },
    { status: 429 },
  ]);
});

test("an error that happens twice happens twice in each conversation", async () => {
  const step = { say: "At last.", error: { status: 529, times: 2 } };
  const server = await serve({ script: { busy: [step] } });
  const statuses = async (text: string): Promise<number[]> => {
    const all: number[] = [];
    for (let turn = 0; turn < 3; turn++)
      all.push((await post(`${server.url}/v1/messages`, ask(`[[S:busy]] ${text}`))).status);
    return all;
  };
  expect(await statuses("one")).toEqual([529, 529, 200]);
  expect(await statuses("two")).toEqual([529, 529, 200]);
});

test("a stream that is cut has told what its start said, and no more", async () => {
  const server = await serve({ script: { cut: [{ say: "Never to be heard to its end.", cut: true }] } });
  const text = await untilBroken(post(`${server.url}/v1/messages`, ask("[[S:cut]]")));
  expect(text).toContain("message_start");
  expect(text).toContain("Never");
  expect(text).not.toContain("its end");
  const [request] = server.requests();
  expect(request).toMatchObject({ status: 200, finished: false, told: { outputTokens: 1 } });
  expect(request?.told.inputTokens).toBeGreaterThan(0);
  expect(ledgerOf(server)).toEqual(request?.told);
});

test("a response of OpenAI that is cut has told nothing", async () => {
  const server = await serve({ script: { cut: [{ say: "Never to be heard to its end.", cut: true }] } });
  const body = { model: "m", stream: true, input: "[[S:cut]]" };
  await untilBroken(post(`${server.url}/v1/responses`, body));
  expect(server.requests()).toMatchObject([{ finished: false, told: nothingTold }]);
});

test("a client that hangs up on a hanging answer was told nothing, and can ask again", async () => {
  const server = await serve({ script: { slow: [{ say: "Here.", hang: { times: 1 } }] } });
  const url = `${server.url}/v1/messages`;
  const leaving = new AbortController();
  const hung = post(url, ask("[[S:slow]]"), leaving.signal);
  await expect.poll(() => server.requests().length).toBe(1);
  leaving.abort();
  await expect(hung).rejects.toThrow("abort");
  await events(post(url, ask("[[S:slow]]")));
  expect(requestsOf(server, "slow")).toMatchObject([
    { told: nothingTold, finished: false, status: null },
    { finished: true, step: 0 },
  ]);
});

test.each([true, { midway: true }] as const)(
  "an answer that hangs (%j) comes when it is released",
  async (hang) => {
    const server = await serve({ script: { slow: [{ say: "Half of it, and all.", hang }] } });
    const answer = events(post(`${server.url}/v1/messages`, ask("[[S:slow]]")));
    await expect.poll(() => server.requests().length).toBe(1);
    server.release();
    expect((await answer).at(-1)).toEqual({ type: "message_stop" });
    await expect.poll(() => server.requests()).toMatchObject([{ status: 200, finished: true }]);
  },
);

test("an answer can hang after half of its stream", async () => {
  const server = await serve({ script: { slow: [{ say: "Half of it.", hang: { midway: true } }] } });
  const answer = post(`${server.url}/v1/messages`, ask("[[S:slow]]"));
  await firstBytes(answer, "text_delta");
  expect(server.requests()).toMatchObject([{ finished: false, told: { outputTokens: 1 } }]);
});

test("a client that leaves during a delay was told nothing", async () => {
  const server = await serve({ script: { late: [{ say: "Too late.", delayMs: 3_600_000 }] } });
  const leaving = new AbortController();
  const asked = post(`${server.url}/v1/messages`, ask("[[S:late]]"), leaving.signal);
  await expect.poll(() => server.requests().length).toBe(1);
  leaving.abort();
  await expect(asked).rejects.toThrow("abort");
  expect(server.requests()).toMatchObject([{ told: nothingTold, finished: false }]);
});

test("garbage has the right status and is no event stream", async () => {
  const server = await serve({ script: { broken: [{ garbage: true }] } });
  const answer = await post(`${server.url}/v1/messages`, ask("[[S:broken]]"));
  expect(answer.status).toBe(200);
  expect(await answer.text()).not.toContain("data:");
  expect(server.requests()).toMatchObject([{ told: nothingTold, messageId: null }]);
});

test("ten megabytes arrive whole", async () => {
  const server = await serve({ script: { long: [{ bytes: 10_000_000 }] } });
  const all = await events(post(`${server.url}/v1/messages`, ask("[[S:long]]")));
  const size = all.reduce((sum, { delta }) => sum + textOf(objectOf(delta)["text"]).length, 0);
  expect(size).toBe(10_000_000);
  expect(server.requests()[0]?.told.outputTokens).toBe(Math.ceil(10_000_000 / 3.5));
});
