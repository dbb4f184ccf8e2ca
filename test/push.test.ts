import { expect, test } from "vitest";
import { git } from "./support/project.ts";
import { planned, approve, answer, ended, asked, everyTurn, isVerified } from "./support/push.ts";

test("a push that the remote refuses is asked about at once, and delivered without an agent when it is mended", async () => {
  const { world, branch, id } = await planned();
  await git(world.repository, "checkout", "--quiet", branch);
  const waiting = await approve(world);
  expect(waiting).toMatchObject({ status: "waiting", cause: "question" });
  expect(waiting.question?.text).toBe(
    [
      "implementation/builder is done and its work is kept, but it cannot be delivered.",
      "",
      "The branch is checked out in the repository that it is pushed to, and a push would pull the files away.",
      "",
      "To mend it: check out another branch there.",
      "",
      "To try again delivers the same work; no agent is asked.",
    ].join("\n"),
  );
  expect(waiting.question?.offers).toEqual([{ move: "retry" }, { move: "stop" }]);
  expect(await ended(world)).toEqual(asked);

  const again = await answer(world, id);
  expect(again).toMatchObject({ status: "waiting", question: { number: 2 }, usage: waiting.usage });

  await git(world.repository, "checkout", "--quiet", "main");
  const ready = await answer(world, id);
  expect(ready.status).toBe("ready");
  expect(await ended(world)).toEqual(everyTurn);
  expect(await git(world.repository, "rev-parse", branch)).toBe(ready.head);
  await isVerified(world, id);
});
