import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Files, writeFiles } from "../../test/support/project.ts";
import type { AgentEvent, Assignment, RuntimeChoice } from "../core/agent.ts";
import type { Policy } from "../core/policy.ts";
import type { Runtime } from "./runtime.ts";

/** What the suite wants an agent to do; each runtime brings its model, or its stand-in, to do exactly that. */
export type Wish =
  | { do: "say"; text: string }
  | { do: "write"; path: string; text: string; say: string }
  | { do: "shell"; command: string[]; say: string }
  | { do: "hang" };

/** Makes a runtime's model do what is wished; `folder` is the test's own. */
export type Arrange = (wish: Wish, folder: string) => Promise<RuntimeChoice>;

export interface Stage {
  folder: string;
  tree: string;
  assignment(runtime: RuntimeChoice, changes?: Partial<Assignment>): Assignment;
}

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
    session: { kind: "new", id: "5c2cf4e2-7a2b-4f4e-9f43-0d6f6c3f9f00" },
    policy,
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
  for await (const event of runtime.turn(assignment, signal)) {
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

/** What every runtime does alike. */
export function testRuntime(runtime: Runtime, arrange: Arrange): void {
  const perform = async (wish: Wish, changes: Partial<Assignment> = {}) => {
    const stage = await makeStage();
    const choice = await arrange(wish, stage.folder);
    return { ...stage, events: await eventsOf(runtime, stage.assignment(choice, changes)) };
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
      const { events, tree } = await perform({
        do: "write",
        path: "README.md",
        text: "mine\n",
        say: "Done.",
      });
      expect(await readFile(path.join(tree, "README.md"), "utf8")).toBe("# A\n");
      const denied = events.flatMap((event) => (event.type === "permission.denied" ? [event.reason] : []));
      expect(denied).toHaveLength(1);
      const reason = runtime.capabilities.reasonOnDeny ? "developer may not change README.md" : "";
      expect(denied[0]).toContain(reason);
      expect(endOf(events)).toEqual([{ kind: "completed", text: "Done." }]);
    });

    test("protected ground is denied inside the agent's own part", async () => {
      const { events } = await perform({
        do: "write",
        path: "src/package-lock.json",
        text: "{}\n",
        say: "Done.",
      });
      expect(events.some(({ type }) => type === "permission.denied")).toBe(true);
    });

    test("commands are denied to a role without a shell", async () => {
      const wish: Wish = { do: "shell", command: ["touch", "src/made"], say: "Done." };
      const { events, tree } = await perform(wish);
      await expect(readFile(path.join(tree, "src/made"))).rejects.toThrow("ENOENT");
      expect(events.some(({ type }) => type === "permission.denied")).toBe(true);
      expect(endOf(events)).toEqual([{ kind: "completed", text: "Done." }]);
    });

    test("commands of a role with a shell run in its tree", async () => {
      const wish: Wish = { do: "shell", command: ["touch", "src/made"], say: "Done." };
      const { events, tree } = await perform(wish, { policy: withShell });
      expect(await readFile(path.join(tree, "src/made"), "utf8")).toBe("");
      expect(events.some(({ type }) => type === "permission.denied")).toBe(false);
    });

    test("a turn that is aborted while it runs is interrupted", async () => {
      const stage = await makeStage();
      const abort = new AbortController();
      const assignment = stage.assignment(await arrange({ do: "hang" }, stage.folder));
      const seen = (): void => void setImmediate(() => abort.abort());
      const events = await eventsOf(runtime, assignment, { signal: abort.signal, seen });
      expect(endOf(events)).toEqual([{ kind: "interrupted" }]);
      expect(events.at(-1)?.type).toBe("ended");
    });

    test("a turn that is aborted before it begins is interrupted and does nothing", async () => {
      const stage = await makeStage();
      const wish: Wish = { do: "write", path: "src/new.js", text: "new\n", say: "Done." };
      const assignment = stage.assignment(await arrange(wish, stage.folder));
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
