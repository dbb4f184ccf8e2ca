import { expect, test } from "vitest";
import { Queue } from "./queue.ts";

test("what is put before, while and until the end is read in order, and nothing after it", async () => {
  const queue = new Queue<number>();
  queue.put(1, 2);
  const seen: number[] = [];
  const reading = (async () => {
    for await (const value of queue) {
      seen.push(value);
      if (value === 2) setImmediate(() => queue.put(3));
      if (value === 3) {
        queue.put(4);
        queue.end();
        queue.put(5);
      }
    }
  })();
  await reading;
  expect(seen).toEqual([1, 2, 3, 4]);
  expect(await queue.next()).toBeNull();
});
