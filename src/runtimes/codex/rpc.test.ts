import { spawn } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { Gone, type Listener, Refused, Rpc } from "./rpc.ts";

const deaf: Listener = { notified: () => undefined, asked: () => Promise.reject(new Error("not here")) };

/** A program that says `lines` for each line that it is told; `$ID` is the id of that line. */
function started(body: string, listener: Listener = deaf): Rpc {
  const program = `
    const lines = require("node:readline").createInterface({ input: process.stdin });
    const say = (value) => process.stdout.write(typeof value === "string" ? value : JSON.stringify(value) + "\\n");
    lines.on("line", (line) => { const { id, method, params, result, error } = JSON.parse(line); ${body} });`;
  const child = spawn(process.execPath, ["-e", program], { stdio: "pipe" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return new Rpc(child, listener);
}

test("an answer finds its question, whatever else is said and however it is cut", async () => {
  const rpc = started(`
    say("garbage\\n\\u0000{]\\n"); say("[1]\\n\\n"); say({ id: 99, result: {} });
    const text = JSON.stringify({ id, result: { text: "é" + "x".repeat(10_000_000) } }) + "\\n";
    say(text.slice(0, 20)); setImmediate(() => say(text.slice(20)));`);
  const { text } = await rpc.request("a", {});
  expect(String(text)).toHaveLength(10_000_001);
});

test("a refusal is told apart from an end", async () => {
  const rpc = started(
    `method === "no" ? say({ id, error: { code: 1, message: "never" } }) : process.exit(3);`,
  );
  await expect(rpc.request("no", {})).rejects.toThrow(new Refused("never"));
  await expect(rpc.request("end", {})).rejects.toThrow("ended with exit code 3");
  await expect(rpc.request("late", {})).rejects.toThrow(Gone);
});

test("a program that is not there has ended", async () => {
  const rpc = new Rpc(spawn("/nowhere/codex", { stdio: "pipe" }), deaf);
  await expect(rpc.request("a", {})).rejects.toThrow("ENOENT");
});

test("what the other side asks is answered, also with no", async () => {
  const listener: Listener = {
    notified: () => undefined,
    asked: (method, params) =>
      method === "add" ? Promise.resolve({ sum: Number(params["a"]) + 1 }) : deaf.asked(method, params),
  };
  const rpc = started(
    `if (method === "go") { say({ id: "q1", method: "add", params: { a: 1 } }); say({ id: "q2", method: "other" }); globalThis.go = id; }
     else { (globalThis.heard ??= []).push({ id, result, error }); if (globalThis.heard.length === 2) say({ id: globalThis.go, result: { heard: globalThis.heard } }); }`,
    listener,
  );
  const { heard } = await rpc.request("go", {});
  expect(heard).toEqual(
    expect.arrayContaining([
      { id: "q1", result: { sum: 2 } },
      { id: "q2", error: { code: -32601, message: "not here" } },
    ]),
  );
});

test("an answer is taken in before a question that came with it in one piece", async () => {
  const order: string[] = [];
  const listener: Listener = {
    notified: () => undefined,
    asked: () => {
      order.push("asked");
      return Promise.resolve({});
    },
  };
  const rpc = started(
    `if (method === "go") say(JSON.stringify({ id, result: {} }) + "\\n" + JSON.stringify({ id: "q1", method: "ask" }) + "\\n");
     else if (id === "q1") globalThis.answered = true;
     else if (method === "end") (function wait() { globalThis.answered ? say({ id, result: {} }) : setImmediate(wait); })();`,
    listener,
  );
  await rpc.request("go", {});
  order.push("answered");
  await rpc.request("end", {});
  expect(order).toEqual(["answered", "asked"]);
});
