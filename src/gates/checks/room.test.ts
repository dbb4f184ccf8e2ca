import { expect, test } from "vitest";
import { Room } from "./room.ts";

interface Use {
  commit: string;
  lane: string;
  alone?: boolean;
}

/** A room that writes down what happens in it; each use stays until it is told to leave. */
function makeRoom(furnish: (commit: string) => Promise<void> = () => Promise.resolve()) {
  const story: string[] = [];
  const room = new Room(async (commit) => {
    story.push(`furnish ${commit}`);
    await furnish(commit);
  }, 2);
  const enter = ({ commit, lane, alone = true }: Use) => {
    let leave = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const done = room.use(commit, { name: lane, alone }, async () => {
      story.push(`${lane} in`);
      await until;
      story.push(`${lane} out`);
      return lane;
    });
    return { done, leave };
  };
  return { story, enter };
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
};

test("uses of the same commit are side by side, after one furnishing", async () => {
  const { story, enter } = makeRoom();
  const a = enter({ commit: "1", lane: "a" });
  const b = enter({ commit: "1", lane: "b" });
  await settle();
  expect(story).toEqual(["furnish 1", "a in", "b in"]);
  b.leave();
  a.leave();
  expect(await Promise.all([a.done, b.done])).toEqual(["a", "b"]);
});

test("another commit waits until the room is empty", async () => {
  const { story, enter } = makeRoom();
  const a = enter({ commit: "1", lane: "a" });
  const b = enter({ commit: "2", lane: "b" });
  await settle();
  expect(story).toEqual(["furnish 1", "a in"]);
  a.leave();
  await settle();
  expect(story).toEqual(["furnish 1", "a in", "a out", "furnish 2", "b in"]);
  b.leave();
  await b.done;
});

test("who asks later for the commit at work does not pass who waits for another", async () => {
  const { story, enter } = makeRoom();
  const a = enter({ commit: "1", lane: "a" });
  await settle();
  const b = enter({ commit: "2", lane: "b" });
  const c = enter({ commit: "1", lane: "c" });
  await settle();
  expect(story).toEqual(["furnish 1", "a in"]);
  for (const use of [a, b, c]) use.leave();
  await Promise.all([a.done, b.done, c.done]);
  expect(story.filter((line) => line.startsWith("furnish"))).toEqual(["furnish 1", "furnish 2", "furnish 1"]);
});

test("within a lane one comes after the other", async () => {
  const { story, enter } = makeRoom();
  const first = enter({ commit: "1", lane: "a" });
  const second = enter({ commit: "1", lane: "a" });
  await settle();
  expect(story).toEqual(["furnish 1", "a in"]);
  first.leave();
  await settle();
  expect(story.slice(2)).toEqual(["a out", "furnish 1", "a in"]);
  second.leave();
  await second.done;
});

test("who lets others beside shares a lane, and who is alone waits until it is empty", async () => {
  const { story, enter } = makeRoom();
  const looks = enter({ commit: "1", lane: "a", alone: false });
  const writes = enter({ commit: "1", lane: "a" });
  await settle();
  const looksToo = enter({ commit: "1", lane: "a", alone: false });
  await settle();
  expect(story).toEqual(["furnish 1", "a in", "a in"]);
  looks.leave();
  looksToo.leave();
  await Promise.all([looks.done, looksToo.done]);
  await settle();
  expect(story.filter((line) => line === "a in")).toHaveLength(3);
  const late = enter({ commit: "1", lane: "a", alone: false });
  await settle();
  expect(story.filter((line) => line === "a in")).toHaveLength(3);
  writes.leave();
  late.leave();
  expect(await Promise.all([writes.done, late.done])).toEqual(["a", "a"]);
});

test("an empty room is furnished anew, even for the same commit", async () => {
  const { story, enter } = makeRoom();
  for (const lane of ["a", "b"]) {
    const use = enter({ commit: "1", lane });
    use.leave();
    await use.done;
  }
  expect(story.filter((line) => line.startsWith("furnish"))).toEqual(["furnish 1", "furnish 1"]);
});

test("furnishing that fails fails the use, and the next one tries again", async () => {
  let times = 0;
  const { story, enter } = makeRoom(() =>
    ++times === 1 ? Promise.reject(new Error("no disk")) : Promise.resolve(),
  );
  await expect(enter({ commit: "1", lane: "a" }).done).rejects.toThrow("no disk");
  const again = enter({ commit: "1", lane: "a" });
  again.leave();
  expect(await again.done).toBe("a");
  expect(story).toEqual(["furnish 1", "furnish 1", "a in", "a out"]);
});

test("work that fails leaves the room to others", async () => {
  const room = new Room(() => Promise.resolve());
  await expect(
    room.use("1", { name: "a", alone: true }, () => Promise.reject(new Error("broken"))),
  ).rejects.toThrow("broken");
  expect(await room.use("2", { name: "a", alone: true }, () => Promise.resolve("fine"))).toBe("fine");
});
