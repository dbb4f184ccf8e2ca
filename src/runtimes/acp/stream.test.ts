import { expect, test } from "vitest";
import { Lines, messageIn } from "./stream.ts";

test("lines come out whole, wherever they were cut", () => {
  const text = 'é1\n\n{"a":"\u2028"}\nrest';
  const bytes = Buffer.from(text);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const lines = new Lines();
    const all = [...lines.take(bytes.subarray(0, cut)), ...lines.take(bytes.subarray(cut))];
    expect(all).toEqual(["é1", "", '{"a":"\u2028"}']);
  }
});

test("only messages of the protocol are messages", () => {
  expect(messageIn('{"jsonrpc":"2.0","id":1,"result":{}}')).toEqual({ jsonrpc: "2.0", id: 1, result: {} });
  for (const line of ["", "Warning", "{oops", "[]", "{}", '"x"']) expect(messageIn(line)).toBeNull();
});
