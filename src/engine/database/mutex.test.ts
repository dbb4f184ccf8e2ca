import { expect, test } from "vitest";
import { Mutex } from "./mutex.ts";

const settle = () => new Promise(setImmediate);

test("one holds at a time, in the order of asking", async () => {
  const mutex = new Mutex();
  const story: string[] = [];
  const hold = async (name: string): Promise<void> => {
    const release = await mutex.acquire();
    story.push(`${name} in`);
    await settle();
    story.push(`${name} out`);
    release();
  };
  await Promise.all(["a", "b", "c"].map(hold));
  expect(story).toEqual(["a in", "a out", "b in", "b out", "c in", "c out"]);
});

test("nobody comes in before the holder has gone", async () => {
  const mutex = new Mutex();
  const release = await mutex.acquire();
  let isIn = false;
  const next = mutex.acquire().then((leave) => {
    isIn = true;
    return leave;
  });
  await settle();
  expect(isIn).toBe(false);
  release();
  (await next)();
  expect(isIn).toBe(true);
});

test("letting go twice lets in one and not two", async () => {
  const mutex = new Mutex();
  const release = await mutex.acquire();
  const second = mutex.acquire();
  let isThird = false;
  const third = mutex.acquire().then((leave) => {
    isThird = true;
    return leave;
  });
  release();
  release();
  const leave = await second;
  await settle();
  expect(isThird).toBe(false);
  leave();
  (await third)();
});
