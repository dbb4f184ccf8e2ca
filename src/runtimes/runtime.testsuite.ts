import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Files, writeFiles } from "../../test/support/project.ts";
import type { AgentEvent, Assignment, RuntimeChoice } from "../core/agent.ts";
import { noLimits } from "../core/limits.ts";
import type { Policy } from "../core/policy.ts";
import { Spending } from "../core/spending.ts";
import type { Usage } from "../core/usage.ts";
import type { Runtime, Session } from "./runtime.ts";
import { turn } from "./turn.ts";

/** What the suite wants an agent to do; each runtime brings its model, or its stand-in, to do exactly that. */
export type Wish =
  | { do: "say"; text: string }
  | { do: "write"; path: string; text: string; say: string }
  | { do: "shell"; command: string[]; say: string }
  | { do: "hang" };

/** A model, or its stand-in, that has been told to do what is wished: one wish a prompt. */
export interface Arranged {
  runtime: RuntimeChoice;
  prompts: string[];
  /** All that the model was sent with its newest call, as text; what it used by its own count. */
  model?: { seen(): string; used(): Usage };
}

/** Makes a runtime's model do what is wished; `folder` is the test's own. */
export type Arrange = (wishes: readonly Wish[], folder: string) => Promise<Arranged>;

export interface Stage {
  folder: string;
  tree: string;
  assignment(runtime: RuntimeChoice, changes?: Partial<Assignment>): Assignment;
}

const sessionId = "5c2cf4e2-7a2b-4f4e-9f43-0d6f6c3f9f00";

const policy: Policy = {
  role: "developer",
  write: ["src/**"],
  never: ["**/package-lock.json"],
  tests: ["**/*.test.*"],
  mayEditTests: false,
  ownTests: [],
  shell: false,
};

export const withShell: Policy = { ...policy, shell: true };

/** A plain tree for an agent that may change src, and an assignment to do so. */
export async function makeStage(files: Files = { "src/a.js": "a\n", "README.md": "# A\n" }): Promise<Stage> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "runtime-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const tree = path.join(folder, "tree");
  await writeFiles(tree, files);
  const assignment = (runtime: RuntimeChoice, changes: Partial<Assignment> = {}): Assignment => ({
    run: "r1",
    step: "implementation/developer",
    attempt: 1,
    role: "developer",
    tier: "coding",
    tree,
    system: "You are careful.",
    prompt: "Do what is asked.",
    session: { kind: "new", id: sessionId },
    sessions: path.join(folder, "sessions"),
    policy,
    limits: noLimits,
    runtime,
    ...changes,
  });
  return { folder, tree, assignment };
}

/** All events of a turn; `seen` is called for each as it comes. */
export async function eventsOf(
  runtime: Runtime,
  assignment: Assignment,
  { signal = new AbortController().signal, seen = () => undefined }: TurnCall = {},
): Promise<AgentEvent[]> {
  const events: AgentEvent[] = [];
  for await (const event of turn(runtime, assignment, signal)) {
    events.push(event);
    seen(event);
  }
  return events;
}

interface TurnCall {
  signal?: AbortSignal;
  seen?: (event: AgentEvent) => void;
}

export const endOf = (events: readonly AgentEvent[]) =>
  events.flatMap((event) => (event.type === "ended" ? [event.end] : []));

/** Why the policy denied, for each denial. */
export const denialsOf = (events: readonly AgentEvent[]): string[] =>
  events.flatMap((event) => (event.type === "permission.answered" && !event.allowed ? [event.reason] : []));

async function sendTo(session: Session, text: string): Promise<AgentEvent[]> {
  const events: AgentEvent[] = [];
  for await (const event of session.send(text)) events.push(event);
  return events;
}

/** What every runtime that talks with a model does alike, beside `testRuntime`. */
export function testConversations(runtime: Runtime, arrange: Arrange): void {
  const wishes: Wish[] = [
    { do: "say", text: "The answer is blue." },
    { do: "say", text: "It still is." },
  ];
  const begin = async () => {
    const stage = await makeStage();
    const arranged = await arrange(wishes, stage.folder);
    const [first = "", second = ""] = arranged.prompts;
    const assignment = stage.assignment(arranged.runtime, { prompt: first });
    const seen = (): string => arranged.model?.seen() ?? "";
    const used = (): Usage | undefined => arranged.model?.used();
    return { assignment, first, second, seen, used };
  };

  describe(`a conversation with the ${runtime.name} runtime`, () => {
    test("feedback goes on in the same session, and the model sees what was said before", async () => {
      const { assignment, first, second, seen, used } = await begin();
      const session = await runtime.start(assignment);
      onTestFinished(() => session.close());
      const spending = new Spending();
      const events = [...(await sendTo(session, first)), ...(await sendTo(session, second))];
      for (const event of events) spending.see(event);
      expect(endOf(events)).toEqual([
        { kind: "completed", text: "The answer is blue." },
        { kind: "completed", text: "It still is." },
      ]);
      expect(seen()).toContain("The answer is blue.");
      expect({ ...spending.total, costUsd: 0 }, "our count is the model's").toEqual(used());
    });

    test("a closed session is resumed with all that it knew", async () => {
      const { assignment, first, second, seen, used } = await begin();
      const session = await runtime.start(assignment);
      const before = await sendTo(session, first);
      await session.close();
      const resumed = await runtime.resume(assignment, session.id);
      onTestFinished(() => resumed.close());
      expect(resumed.id).toBe(session.id);
      const after = await sendTo(resumed, second);
      expect(endOf(after)).toEqual([{ kind: "completed", text: "It still is." }]);
      expect(seen()).toContain("The answer is blue.");
      const spending = new Spending();
      for (const event of [...before, ...after]) spending.see(event);
      expect({ ...spending.total, costUsd: 0 }, "nothing is counted twice").toEqual(used());
    });

    test("an interrupted session takes another turn", async () => {
      const stage = await makeStage();
      const { runtime: choice, prompts } = await arrange(
        [{ do: "hang" }, { do: "say", text: "Here again." }],
        stage.folder,
      );
      const [first = "", second = ""] = prompts;
      const session = await runtime.start(stage.assignment(choice, { prompt: first }));
      onTestFinished(() => session.close());
      const hanging = sendTo(session, first);
      await session.interrupt();
      expect(endOf(await hanging)).toEqual([{ kind: "interrupted" }]);
      expect(endOf(await sendTo(session, second))).toEqual([{ kind: "completed", text: "Here again." }]);
    });

    test.runIf(runtime.capabilities.fork)(
      "a fork knows what its origin knew, wherever that was kept, and the origin stays as it is",
      async () => {
        const { assignment, first, second, seen } = await begin();
        const origin = await runtime.start(assignment);
        await sendTo(origin, first);
        await origin.close();
        const id = "6c2cf4e2-7a2b-4f4e-9f43-0d6f6c3f9f00";
        const forked: Assignment = {
          ...assignment,
          session: { kind: "fork", id, from: origin.id, sessions: assignment.sessions },
          sessions: `${assignment.sessions}-of-another`,
        };
        const fork = await runtime.fork(forked, origin.id);
        onTestFinished(() => fork.close());
        expect(fork.id).not.toBe(origin.id);
        expect(endOf(await sendTo(fork, second))).toEqual([{ kind: "completed", text: "It still is." }]);
        expect(seen()).toContain("The answer is blue.");
        const resumed = await runtime.resume(assignment, origin.id);
        onTestFinished(() => resumed.close());
        await sendTo(resumed, second);
        expect(seen()).not.toContain("It still is.");
      },
    );

    test("a session that nobody knows is lost, and the turn says so", async () => {
      const { assignment } = await begin();
      const session = { kind: "resume", id: "00000000-0000-4000-8000-000000000000" } as const;
      const events = await eventsOf(runtime, { ...assignment, session });
      expect(endOf(events)).toEqual([
        { kind: "failed", fault: "session", reason: expect.any(String) as unknown },
      ]);
    });
  });
}

/** What every runtime does alike. */
export function testRuntime(runtime: Runtime, arrange: Arrange): void {
  const perform = async (wish: Wish, changes: Partial<Assignment> = {}) => {
    const stage = await makeStage();
    const { runtime: choice, prompts, model } = await arrange([wish], stage.folder);
    const assignment = stage.assignment(choice, { prompt: prompts.join(), ...changes });
    return { ...stage, model, events: await eventsOf(runtime, assignment) };
  };

  describe(`the ${runtime.name} runtime`, () => {
    test("a turn ends exactly once, and the end is last and holds what the agent said", async () => {
      const { events } = await perform({ do: "say", text: "## Summary\n\nNothing to do." });
      expect(endOf(events)).toEqual([{ kind: "completed", text: "## Summary\n\nNothing to do." }]);
      expect(events.at(-1)?.type).toBe("ended");
    });

    test("a session is named before anything else is said", async () => {
      const { events } = await perform({ do: "say", text: "Fine." });
      expect(events.findIndex(({ type }) => type === "session.started")).toBe(0);
    });

    test("a change that the policy allows is made, and shows as a tool that ended well", async () => {
      const { events, tree } = await perform({
        do: "write",
        path: "src/new.js",
        text: "new\n",
        say: "Done.",
      });
      expect(await readFile(path.join(tree, "src/new.js"), "utf8")).toBe("new\n");
      const called = events.flatMap((event) => (event.type === "tool.called" ? [event.id] : []));
      const ended = events.flatMap((event) => (event.type === "tool.ended" ? [event] : []));
      expect(ended.map(({ id, ok }) => ({ id, ok }))).toEqual(called.map((id) => ({ id, ok: true })));
      expect(endOf(events)).toEqual([{ kind: "completed", text: "Done." }]);
    });

    test("a change that the policy forbids is denied with a reason, the file stays, and the agent goes on", async () => {
      const { events, tree, model } = await perform({
        do: "write",
        path: "README.md",
        text: "mine\n",
        say: "Done.",
      });
      expect(await readFile(path.join(tree, "README.md"), "utf8")).toBe("# A\n");
      expect(denialsOf(events)).toEqual([expect.stringContaining("developer may not change README.md")]);
      const told = runtime.capabilities.reasonOnDeny && model ? model.seen() : String(denialsOf(events));
      expect(told, "what the model reads").toContain("developer may not change README.md");
      expect(endOf(events)).toEqual([{ kind: "completed", text: "Done." }]);
    });

    test("protected ground is denied inside the agent's own part", async () => {
      const { events } = await perform({
        do: "write",
        path: "src/package-lock.json",
        text: "{}\n",
        say: "Done.",
      });
      expect(denialsOf(events)).toHaveLength(1);
    });

    test("commands are denied to a role without a shell", async () => {
      const wish: Wish = { do: "shell", command: ["touch", "src/made"], say: "Done." };
      const { events, tree } = await perform(wish);
      await expect(readFile(path.join(tree, "src/made"))).rejects.toThrow("ENOENT");
      expect(denialsOf(events)).toHaveLength(1);
      expect(endOf(events)).toEqual([{ kind: "completed", text: "Done." }]);
    });

    test("commands of a role with a shell run in its tree", async () => {
      const wish: Wish = { do: "shell", command: ["touch", "src/made"], say: "Done." };
      const { events, tree } = await perform(wish, { policy: withShell });
      expect(await readFile(path.join(tree, "src/made"), "utf8")).toBe("");
      expect(denialsOf(events)).toEqual([]);
    });

    test("a turn that is aborted while it runs is interrupted", async () => {
      const stage = await makeStage();
      const abort = new AbortController();
      const { runtime: choice, prompts } = await arrange([{ do: "hang" }], stage.folder);
      const assignment = stage.assignment(choice, { prompt: prompts.join() });
      const seen = (): void => void setImmediate(() => abort.abort());
      const events = await eventsOf(runtime, assignment, { signal: abort.signal, seen });
      expect(endOf(events)).toEqual([{ kind: "interrupted" }]);
      expect(events.at(-1)?.type).toBe("ended");
    });

    test("a turn that is aborted before it begins is interrupted and does nothing", async () => {
      const stage = await makeStage();
      const wish: Wish = { do: "write", path: "src/new.js", text: "new\n", say: "Done." };
      const { runtime: choice, prompts } = await arrange([wish], stage.folder);
      const assignment = stage.assignment(choice, { prompt: prompts.join() });
      const events = await eventsOf(runtime, assignment, { signal: AbortSignal.abort() });
      expect(endOf(events)).toEqual([{ kind: "interrupted" }]);
      await expect(readFile(path.join(stage.tree, "src/new.js"))).rejects.toThrow("ENOENT");
    });

    test("a runtime that cannot begin says so as its end and does not throw", async () => {
      const stage = await makeStage();
      const events = await eventsOf(runtime, stage.assignment({ name: runtime.name, options: {} }));
      expect(endOf(events)).toMatchObject([{ kind: "failed" }]);
      expect(events.at(-1)?.type).toBe("ended");
    });
  });
}
