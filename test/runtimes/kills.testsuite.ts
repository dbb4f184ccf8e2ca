import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { AgentEvent } from "../../src/core/agent.ts";
import type { Session } from "../../src/runtimes/runtime.ts";
import { endOf, makeStage, withShell } from "../../src/runtimes/runtime.testsuite.ts";
import { carriers, sweep } from "../../src/workspace/process.ts";
import { ledgerOf, type ModelServer, type Step } from "../model-server/model-server.ts";
import { mark, promptFor, type Real, seenBy, spent } from "./support/real.ts";

interface Now {
  tree: string;
  events: readonly AgentEvent[];
  server: ModelServer;
}

/** Where the programs differ. */
export interface Kills {
  /** What is told first of an answer; when not given, nothing is told before its end. */
  first?: AgentEvent["type"];
  /** A program may write down what was said a moment after it was said. */
  isWritten?: (folder: string, session: string) => boolean;
}

/** What becomes of a program that is killed at its work. */
export function testKills({ runtime, choice, modelFor }: Real, { first, isWritten }: Kills): void {
  const begin = async (steps: readonly Step[]) => {
    const stage = await makeStage();
    const server = await modelFor({ it: steps, on: [{ say: "Here again." }] }, stage.folder);
    const assignment = stage.assignment(choice, { prompt: promptFor("it"), policy: withShell });
    return { ...stage, server, assignment };
  };
  const living = (folder: string) => carriers(`${mark}=${folder}`);

  describe(`a ${runtime.name} process that is killed`, () => {
    test.each<[string, Step[], (now: Now) => boolean]>([
      ["while it waits for the model", [{ hang: true }], ({ server }) => server.requests().length > 0],
      [
        "mid-stream",
        [{ say: "A long answer.", hang: { midway: true } }],
        ({ events, server }) =>
          first === undefined
            ? server.requests().some(({ messageId }) => messageId !== null)
            : events.some(({ type }) => type === first),
      ],
      [
        "inside a command",
        // A program may ask the model again while its command goes on.
        [{ ops: [{ shell: { command: "touch src/begun; sleep 1000" } }] }, { hang: true }],
        // What an answer had cost is told a moment after its commands have begun.
        ({ tree, events }) =>
          existsSync(path.join(tree, "src/begun")) && events.some(({ type }) => type === "usage"),
      ],
    ])("%s leaves nothing behind, is resumed, and is counted once", async (_, steps, isTime) => {
      const { assignment, server, folder, tree } = await begin(steps);
      const session = await runtime.start(assignment);
      const events: AgentEvent[] = [];
      const hearing = hear(session, assignment.prompt, events);
      while (!isTime({ tree, events, server }) || isWritten?.(folder, session.id) === false)
        await new Promise(setImmediate);
      await sweep(`${mark}=${folder}`);
      await hearing;
      expect(endOf(events)).toMatchObject([{ kind: "failed", fault: "killed" }]);
      await session.close();
      expect(await living(folder)).toEqual([]);
      const resumed = await runtime.resume(assignment, session.id);
      onTestFinished(() => resumed.close());
      await hear(resumed, promptFor("on"), events);
      expect(endOf(events).at(-1)).toEqual({ kind: "completed", text: "Here again." });
      expect(seenBy(server), "it knows what it was asked").toContain(promptFor("it"));
      expect(spent(events)).toMatchObject(ledgerOf(server));
      await resumed.close();
      expect(await living(folder)).toEqual([]);
    });
  });

  test(`a ${runtime.name} session that is resumed again and again stays whole`, async () => {
    const { assignment, server } = await begin([{ say: "One." }]);
    const session = await runtime.start(assignment);
    const events: AgentEvent[] = [];
    await hear(session, assignment.prompt, events);
    await session.close();
    for (let round = 0; round < 3; round++) {
      const resumed = await runtime.resume(assignment, session.id);
      await hear(resumed, promptFor("on"), events);
      await resumed.close();
    }
    const again = Array<string>(3).fill("Here again.");
    expect(endOf(events).map((end) => end.kind === "completed" && end.text)).toEqual(["One.", ...again]);
    const said = ["[[S:it]]", "One.", "[[S:on]]", "Here again.", "[[S:on]]", "Here again.", "[[S:on]]"];
    expect(seenBy(server).match(/\[\[S:it\]\]|One\.|\[\[S:on\]\]|Here again\./g)).toEqual(said);
    expect(spent(events)).toMatchObject(ledgerOf(server));
  });
}

async function hear(session: Session, text: string, events: AgentEvent[]): Promise<void> {
  for await (const event of session.send(text)) events.push(event);
}
