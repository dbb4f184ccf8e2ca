import { expect, test } from "vitest";
import { Listening } from "./listening.ts";

/** Looks as `answers` say, one after the other; resolves `done` with how often it was looked when none is left. */
function looking(answers: ("goes on" | "is over" | "is away")[]) {
  const looked: string[] = [];
  let resolve: (looked: string[]) => void = () => undefined;
  const done = new Promise<string[]>((heard) => {
    resolve = heard;
  });
  const listening = new Listening(1, async (run) => {
    const answer = answers[looked.length];
    looked.push(run);
    if (looked.length === answers.length) resolve(looked);
    if (answer === "is away") throw new Error("no answer");
    return { goesOn: answer === "goes on" };
  });
  return { listening, looked, done };
}

test("a run is looked at again and again until it is over, and a forge that is away is no end", async () => {
  const { listening, looked, done } = looking(["goes on", "is away", "goes on", "is over"]);
  listening.begin("r1");
  expect(await done).toEqual(["r1", "r1", "r1", "r1"]);
  expect(looked).toHaveLength(4);
});

test("a run that is listened for already is not listened for twice", async () => {
  const looked: string[] = [];
  const { promise, settle } = signalled();
  const listening = new Listening(1, async (run) => {
    looked.push(run);
    await promise; // a second listener would come while the first one looks
    return { goesOn: false };
  });
  for (const run of ["r1", "r1", "r2"]) listening.begin(run);
  await expect.poll(() => looked.includes("r2"), { interval: 1 }).toBe(true);
  settle();
  expect(looked.toSorted()).toEqual(["r1", "r2"]);
});

function signalled(): { promise: Promise<void>; settle: () => void } {
  let settle = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}
