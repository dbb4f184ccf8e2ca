import { describe, expect, test } from "vitest";
import type { AgentEvent } from "./agent.ts";
import { type Limits, noLimits } from "./limits.ts";
import { crossed, Spending } from "./spending.ts";
import { noUsage } from "./usage.ts";

const used = (message: string, outputTokens: number, costUsd: number | null = 0): AgentEvent => ({
  type: "usage",
  message,
  model: "small",
  usage: { ...noUsage, outputTokens, costUsd },
});

function after(...events: AgentEvent[]): Spending {
  const spending = new Spending();
  for (const event of events) spending.see(event);
  return spending;
}

test("a turn has used what its messages used, each counted once with the newest word on it", () => {
  const spending = after(used("m1", 3), used("m2", 5), { type: "text", text: "hello" }, used("m1", 10));
  expect(spending.total.outputTokens).toBe(15);
  expect(spending.entries.map(({ message }) => message)).toEqual(["m1", "m2"]);
});

test("a turn that has heard of no message has used nothing", () => {
  expect(after().total).toEqual(noUsage);
});

describe("a turn ends", () => {
  const why = (limits: Partial<Limits>, ...events: AgentEvent[]) =>
    crossed({ ...noLimits, ...limits }, after(...events));

  test("never without limits", () => {
    expect(why({}, used("m1", 1_000_000, null))).toBeNull();
  });

  test("with the message that crosses its money or its tokens", () => {
    expect(why({ usd: 1 }, used("m1", 1, 0.5))).toBeNull();
    expect(why({ usd: 1 }, used("m1", 1, 0.5), used("m2", 1, 0.6))).toEqual({
      fault: "budget",
      reason: "$1.10 of $1.00 are used",
    });
    expect(why({ tokens: 10 }, used("m1", 12, null))).toEqual({
      fault: "budget",
      reason: "12 of 10 tokens are used",
    });
  });

  test("as soon as its money cannot be counted, and says which price is missing", () => {
    expect(why({ usd: 1 }, used("m1", 1, null), used("m2", 1, null))?.reason).toMatch(
      /cannot be kept: no price is known for small; give one under prices in the settings$/,
    );
  });

  test("with one call of the model more than it may make", () => {
    expect(why({ turns: 2 }, used("m1", 1), used("m2", 1))).toBeNull();
    expect(why({ turns: 2 }, used("m1", 1), used("m2", 1), used("m3", 1))).toEqual({
      fault: "limit",
      reason: "the agent called the model more than 2 times",
    });
  });
});
