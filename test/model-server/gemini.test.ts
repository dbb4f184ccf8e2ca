import { expect, test } from "vitest";
import { events, json, post, serve } from "./client.fixture.ts";
import { type JsonObject, listOf, objectOf, textOf } from "./json.ts";
import { toolResultsSeen } from "./model-server.ts";

const script = {
  build: [{ say: "Writing.", ops: [{ write: { path: "a", text: "1" } }] }, { say: "Built." }],
};

const body = (...more: JsonObject[]): JsonObject => ({
  contents: [
    {
      role: "user",
      parts: [{ text: "- **Workspace Directories:**\n  - /w\n" }, { text: "[[S:build]] go" }],
    },
    ...more,
  ],
  tools: [
    {
      functionDeclarations: [
        { name: "write_file", parametersJsonSchema: { properties: { file_path: {}, content: {} } } },
      ],
    },
  ],
});

const partsOf = (chunk: JsonObject): JsonObject[] =>
  listOf(objectOf(objectOf(listOf(chunk["candidates"])[0])["content"])["parts"]).map(objectOf);

test("a stream brings text and a call, and the next request the next step", async () => {
  const server = await serve({ script });
  const url = `${server.url}/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse`;
  const all = await events(post(url, body()));
  const parts = all.flatMap(partsOf);
  expect(parts.map(({ text }) => textOf(text)).join("")).toBe("Writing.");
  const call = objectOf(parts.at(-1)?.["functionCall"]);
  expect(call).toMatchObject({ name: "write_file", args: { file_path: "/w/a", content: "1" } });
  const answer = { id: call["id"], name: "write_file", response: { output: "written" } };
  const next = [
    { role: "model", parts },
    { role: "user", parts: [{ functionResponse: answer }] },
  ];
  const last = (await events(post(url, body(...next)))).flatMap(partsOf);
  expect(last.map(({ text }) => textOf(text)).join("")).toBe("Built.");
  expect(toolResultsSeen(server, "build")).toEqual(["written"]);
  expect(server.requests()[1]).toMatchObject({ protocol: "gemini", model: "gemini-2.5-pro", step: 1 });
});

test("usage comes with the last piece, and nothing is cached", async () => {
  const server = await serve({ script });
  const base = `${server.url}/v1beta/models/gemini-2.5-pro`;
  const all = await events(post(`${base}:streamGenerateContent?alt=sse`, body()));
  const [told] = server.requests().map((request) => request.told);
  expect(all.at(-1)?.["usageMetadata"]).toMatchObject({
    promptTokenCount: told?.inputTokens,
    cachedContentTokenCount: 0,
    candidatesTokenCount: told?.outputTokens,
  });
  expect(all.slice(0, -1).map(({ usageMetadata }) => usageMetadata)).not.toContainEqual(expect.anything());
  expect((await json(post(`${base}:countTokens`, body())))["totalTokens"]).toBeGreaterThan(0);
});

test("a question of the client itself gets what its schema demands", async () => {
  const server = await serve({ script });
  const responseJsonSchema = {
    type: "OBJECT",
    properties: { next_speaker: { type: "STRING", enum: ["user", "model"] } },
    required: ["next_speaker"],
  };
  const question = { contents: body()["contents"], generationConfig: { responseJsonSchema } };
  const answer = await json(post(`${server.url}/v1beta/models/gemini-2.5-flash:generateContent`, question));
  expect(partsOf(answer)).toEqual([{ text: '{"next_speaker":"user"}' }]);
  expect(server.requests()).toMatchObject([{ auxiliary: true }]);
});
