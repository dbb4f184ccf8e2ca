import { describe, expect, test } from "vitest";
import type { AgentEvent } from "../../src/core/agent.ts";
import { denialsOf, endOf } from "../../src/runtimes/runtime.testsuite.ts";
import { type ModelServer, requestsOf, type Step } from "../model-server/model-server.ts";
import { type Real, spent, told } from "./support/real.ts";

type ServiceError = NonNullable<Step["error"]>;

/** Where the programs differ. */
export interface Faults {
  /** What only a person can mend, words of the reason that say how, and how often the program asks; once when not given. */
  forPerson: readonly { error: ServiceError; reason: string; requests?: number }[];
  patience: Readonly<Partial<Record<FaultOnce, Patience>>>;
  /** Further answers that are the service's failure, and the wait that is told where one is known. */
  busy?: readonly { error: ServiceError; waitMs?: number }[];
  /** The program may not tell what an answer without words had cost. */
  forgetsEmpty?: true;
  /** Characters that the program may take off a long answer. */
  lost?: number;
}

interface Patience {
  /** So many answers may fail in a row. */
  times: number;
  /** The program tries again without a word. */
  silent?: true;
  /** The program may not tell what the answer that failed had cost. */
  forgets?: true;
}

type FaultOnce = "429" | "500" | "529" | "cut" | "garbage";

const patientSteps: Readonly<Record<FaultOnce, (times: number) => Step>> = {
  "429": (times) => ({ error: { status: 429, times, headers: { "retry-after": "0" } } }),
  "500": (times) => ({ error: { status: 500, times } }),
  "529": (times) => ({ error: { status: 529, times } }),
  cut: (times) => ({ cut: { times } }),
  garbage: (times) => ({ garbage: { times } }),
};

const nameOf = ({ status, type = "", message = "" }: ServiceError): string =>
  [status, type, message].filter((part) => part !== "").join(" ");

const retriesIn = (events: readonly AgentEvent[]) => events.filter(({ type }) => type === "retry");

const expectCounted = (events: readonly AgentEvent[], server: ModelServer): void =>
  expect(spent(events), "all is counted, and once").toEqual(told(server));

function expectNotTwice(events: readonly AgentEvent[], server: ModelServer): void {
  const [ours, all] = [spent(events), told(server)];
  expect(ours.inputTokens, "nothing is counted twice").toBeLessThanOrEqual(all.inputTokens);
  expect(ours.outputTokens, "nothing is counted twice").toBeLessThanOrEqual(all.outputTokens);
}

const countOf = (forgets: true | undefined) => (forgets ? expectNotTwice : expectCounted);

/** What goes wrong between every program and its model. */
export function testFaults({ runtime, play }: Real, faults: Faults): void {
  describe(`what the service says to ${runtime.name} is told as who can mend it`, () => {
    const forPerson = faults.forPerson.map((row) => [nameOf(row.error), row] as const);
    test.each(forPerson)("%s is for a person, at once", async (_, row) => {
      const { events, server } = await play([{ error: row.error }]);
      expect(endOf(events)).toEqual([
        { kind: "failed", fault: "account", reason: expect.stringContaining(row.reason) as unknown },
      ]);
      expect(server.requests()).toHaveLength(row.requests ?? 1);
      expect(retriesIn(events)).toEqual([]);
      expect(denialsOf(events)).toEqual([]);
    });

    test.each<[string, Step]>([
      ["429 without an end", { error: { status: 429 } }],
      ["429 for no time", { error: { status: 429, headers: { "retry-after": "0" } } }],
      ["529 without an end", { error: { status: 529 } }],
      ["500 without an end", { error: { status: 500 } }],
      ["a stream that is always cut", { say: "A long answer that is cut.", cut: true }],
      ["garbage", { garbage: true }],
    ])("%s is the service's failure", async (_, step) => {
      const { events } = await play([step]);
      expect(endOf(events)).toMatchObject([{ kind: "failed", fault: "service" }]);
    });

    const busy = (faults.busy ?? []).map(({ error, ...end }) => [nameOf(error), error, end] as const);
    test.each(busy)("%s is the service's failure too", async (_, error, end) => {
      const { events } = await play([{ error }]);
      expect(endOf(events)).toMatchObject([{ kind: "failed", fault: "service", ...end }]);
    });

    const patience = Object.entries(faults.patience) as [FaultOnce, Patience][];
    test.each(patience)("after %s the turn goes on", async (fault, { times, silent, forgets }) => {
      const usage = { inputTokens: 10, outputTokens: 5 };
      const { events, server } = await play([{ ...patientSteps[fault](times), say: "Here it is.", usage }]);
      expect(endOf(events)).toEqual([{ kind: "completed", text: "Here it is." }]);
      expect(requestsOf(server, "it")).toHaveLength(times + 1);
      expect(retriesIn(events).length > 0, "it is told").toBe(silent !== true);
      countOf(forgets)(events, server);
    });

    test("a request that the service calls wrong is the agent's failure", async () => {
      const { events } = await play([{ error: { status: 400, message: "prompt is too long" } }]);
      expect(endOf(events)).toMatchObject([{ kind: "failed", fault: "agent" }]);
    });

    test("an answer of ten megabytes is kept whole", async () => {
      const { events, server } = await play([{ bytes: 10_000_000 }]);
      const [end] = endOf(events);
      const length = end?.kind === "completed" ? end.text.length : 0;
      expect(length).toBeGreaterThanOrEqual(10_000_000 - (faults.lost ?? 0));
      expect(length).toBeLessThanOrEqual(10_000_000);
      expectCounted(events, server);
    });

    test("a turn without a final answer is asked for it, and then failed", async () => {
      const { events, server } = await play(Array.from({ length: 60 }, () => ({ say: " " })));
      expect(endOf(events)).toMatchObject([{ kind: "failed", fault: "agent" }]);
      countOf(faults.forgetsEmpty)(events, server);
    });

    test("only the final message is the artifact, also after a tool that nobody has", async () => {
      const ops = [{ tool: { name: "no_such_tool", input: {} } }];
      const { events, server } = await play([{ say: "I try.", ops }, { say: "## Done" }]);
      expect(endOf(events)).toEqual([{ kind: "completed", text: "## Done" }]);
      expectCounted(events, server);
    });

    test("what came from a cache is counted apart", async () => {
      const { events, server } = await play([{ say: "Done.", usage: { cacheReadTokens: 1_000 } }]);
      expectCounted(events, server);
      expect(spent(events).cacheReadTokens).toBe(1_000);
    });
  });
}
