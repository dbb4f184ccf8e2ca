import { describe, expect, test } from "vitest";
import { UserError } from "./error.ts";
import type { KeyedEvent, RunEvent } from "./event.ts";
import { readRecord, recordFiles, recordIn, recordRef, runOfTracker, upToGate } from "./record.ts";
import {
  atTimes,
  base,
  commit,
  digest,
  eventsOf,
  filesOf,
  recordedDefinition,
  textsOf,
} from "./record.fixture.ts";
import { accepted, evidence, refused, resumed } from "./run.fixture.ts";
import { letters } from "./secrets.fixture.ts";

const definition = recordedDefinition();
const whole = eventsOf(definition);

test("a record is read as it was written, but for what is of a machine", () => {
  const { definition: read, events, versions, state } = readRecord(definition.id, filesOf(whole));
  const { repository: _repository, runtime: _runtime, casting: _casting, ...rest } = definition;
  expect(read).toEqual({ ...rest, feature: { ...rest.feature, source: "spec.md" } });
  expect(events.map(({ key }) => key)).toEqual(whole.map(({ key }) => key));
  expect(state.status).toBe("ready");
  expect(versions.map(({ product, text }) => [product.artifact, text])).toEqual(
    textsOf(whole).map(({ name, body }) => [name, body]),
  );
});

test("a run that was stopped and gone on with is read to its newest generation", () => {
  const stopped: RunEvent = { type: "run.ended", status: "stopped", reason: "" };
  const events = atTimes([...whole.slice(0, 3).map(({ event }) => event), stopped, resumed, stopped]);
  expect(readRecord(definition.id, filesOf(events)).state).toMatchObject({
    generation: 2,
    status: "stopped",
  });
});

test("what nobody knows of an event is left out", () => {
  const strange = { type: "run.ended", status: "stopped", reason: "", kind: "end" } as RunEvent;
  const events = atTimes([...whole.slice(0, 1).map(({ event }) => event), strange]);
  const { kind: _kind, ...known } = strange as RunEvent & { kind: string };
  expect(readRecord(definition.id, filesOf(events)).events[1]?.event).toEqual(known);
});

test("neither sessions nor single messages nor places of the machine are in a record", () => {
  const text = [...filesOf(whole).values()].join("\n");
  expect(text).not.toMatch(/\/home\/me/);
  expect(text).not.toContain("initialization/product-manager#1");
  expect(text).not.toContain("casting");
  const messages = [
    {
      message: "msg-1",
      model: "m",
      usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, costUsd: 0 },
    },
  ];
  const told = whole.map((each) =>
    each.event.type === "attempt.ended" ? { ...each, event: { ...each.event, messages } } : each,
  );
  expect(filesOf(told)).toEqual(filesOf(whole));
});

test("the spec's name is kept from any system's path, and an address is kept whole", () => {
  const sourceOf = (source: string): string => {
    const made = recordedDefinition({ feature: { title: "T", body: "B", source } });
    return readRecord(made.id, filesOf(whole, made)).definition.feature.source;
  };
  expect(sourceOf("C:\\Users\\me\\spec.md")).toBe("spec.md");
  expect(sourceOf("https://github.com/o/r/issues/4")).toBe("https://github.com/o/r/issues/4");
});

test("secrets and the run's folder are removed wherever they stand, and names of commits are not", () => {
  const secret = `ghp_${letters(36)}`;
  const outputTail = `at /home/me/state/runs/260101-abc123/checkout/a.js with ${secret}`;
  const told = whole.map((each) =>
    each.event.type === "gate.judged"
      ? {
          ...each,
          event: { ...each.event, verdict: { ...each.event.verdict, evidence: [evidence({ outputTail })] } },
        }
      : each,
  );
  const artifacts = textsOf(whole).map(({ name, version }) => ({ name, version, body: `Use ${secret}.` }));
  const files = recordFiles({
    definition,
    events: told,
    artifacts,
    root: "/home/me/state/runs/260101-abc123",
  });
  const text = [...files.values()].join("\n");
  expect(text).not.toContain(secret);
  expect(text).toContain("at RUN/checkout/a.js with [removed: github-token]");
  expect(text).toContain(base);
  expect(files.get("artifacts/pm-spec@1.md")).toBe("Use [removed: github-token].");
});

describe("a record ends with the newest gate", () => {
  const kinds = (events: readonly KeyedEvent[]): string[] => upToGate(events).map(({ event }) => event.type);
  const begun: RunEvent = { type: "phase.started", phase: "planning" };
  const step = {
    step: "planning/architect",
    role: "architect",
    phase: "planning",
    purpose: "produce",
    attempt: 1,
  } as const;
  const usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, costUsd: 0 };
  const end = { type: "attempt.ended", session: "s", usage, durationMs: 1, ...step } as const;

  test.each<[string, RunEvent]>([
    ["an accepted step", { ...end, outcome: accepted("system-plan") }],
    ["a judged phase", { type: "phase.ended", phase: "planning", passed: false }],
    [
      "a person's approval",
      { type: "approval.answered", phase: "planning", approved: true, by: "me", reason: "" },
    ],
    ["a person's answer", { type: "question.answered", number: 1, choice: { move: "accept" }, by: "me" }],
    ["the end of the run", { type: "run.ended", status: "stopped", reason: "" }],
  ])("%s", (_name, gate) => {
    expect(kinds(atTimes([begun, gate, begun]))).toEqual(["phase.started", gate.type]);
  });

  test("and not with what is under way or was refused", () => {
    const events = atTimes([
      begun,
      { type: "step.started", session: "s", ...step },
      { ...end, outcome: refused("no") },
    ]);
    expect(kinds(events)).toEqual([]);
    expect(filesOf(events).size).toBe(0);
  });

  test("so that nothing of an artifact is kept that comes after it", () => {
    const at = whole.findIndex(({ event }) => event.type === "phase.ended");
    const files = recordFiles({
      definition,
      events: whole.slice(0, at + 1),
      artifacts: textsOf(whole),
      root: "/x",
    });
    expect([...files.keys()]).toEqual(["definition.json", "events.jsonl", "artifacts/pm-spec@1.md"]);
  });
});

describe("of a stranger's record is refused", () => {
  const files = filesOf(whole);

  const read = (changes: Record<string, string | null>): unknown => {
    const changed = new Map(files);
    for (const [path, text] of Object.entries(changes)) {
      if (text === null) changed.delete(path);
      else changed.set(path, text);
    }
    try {
      return readRecord(definition.id, changed);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      expect(error.code).toBe("RECORD_REFUSED");
      return error.message.replace("the record of the run at the forge cannot be trusted: ", "");
    }
  };

  const withDefinition = (change: (value: Record<string, unknown>) => void): unknown => {
    const value = JSON.parse(String(files.get("definition.json"))) as Record<string, unknown>;
    change(value);
    return read({ "definition.json": JSON.stringify(value) });
  };

  test.each<[string, string, unknown, RegExp]>([
    ["another run's id", "id", "260101-other1", /the record of 260101-other1/],
    ["an id that leads out of its folder", "id", "../../etc", /^definition\.json: id/],
    ["a branch that passes for an option", "branch", "--upload-pack=x", /^definition\.json: branch/],
    ["a branch that git does not take", "branch", "a..b", /^definition\.json: branch/],
    ["a base branch that is a ref's lock", "baseBranch", "main.lock", /^definition\.json: baseBranch/],
    ["a base that is no commit", "base", "HEAD", /^definition\.json: base/],
    [
      "a name that would end the header of a commit",
      "identity",
      { name: "a\nb", email: "a@b" },
      /identity\.name/,
    ],
    ["an unknown field", "repository", "/etc", /Unrecognized key/],
    ["an unknown format", "format", 2, /format/],
    [
      "a check that is no list of arguments",
      "profile",
      { parts: [{ name: "a", path: ".", checks: { test: "rm -rf /" } }] },
      /profile/,
    ],
    [
      "a part outside the repository",
      "profile",
      { parts: [{ name: "a", path: "../..", checks: {} }] },
      /profile/,
    ],
    ["a time that is none", "createdAt", "now", /createdAt/],
    ["a workflow that is none", "workflow", { name: "x" }, /workflow/],
    [
      "a workflow without work",
      "workflow",
      { name: "x", description: "x", phases: {} },
      /cannot be carried out/,
    ],
    [
      "a forge that leads elsewhere",
      "forge",
      {
        kind: "github",
        host: "github.com",
        owner: "..",
        repo: "r",
        push: { owner: "o", repo: "r" },
        issue: 1,
      },
      /forge\.owner/,
    ],
  ])("%s", (_name, field, value, why) => {
    expect(withDefinition((facts) => void (facts[field] = value))).toMatch(why);
  });

  test("a role under another's name", () => {
    const said = withDefinition(({ roles }) => {
      const team = roles as Record<string, { name: string }>;
      team["architect"] = { ...team["architect"], name: "ui-designer" };
    });
    expect(said).toMatch(/the role architect calls itself ui-designer/);
  });

  const withEvents = (change: (events: KeyedEvent[]) => unknown): unknown => {
    const events = structuredClone(readRecord(definition.id, files).events);
    const changed = (change(events) ?? events) as unknown[];
    return read({ "events.jsonl": changed.map((event) => `${JSON.stringify(event)}\n`).join("") });
  };

  const last = { key: "more", at: "2026-01-02T00:00:00.000Z" };

  test.each<[string, unknown, RegExp]>([
    [
      "an unknown event",
      { ...last, event: { type: "shell.ran", command: "x" } },
      /^events\.jsonl:\d+: event/,
    ],
    [
      "an event of another generation than the next",
      { ...last, event: { type: "run.resumed", generation: 7 } },
      /generations/,
    ],
    ["a second beginning", { ...last, event: whole[0]?.event }, /does not begin/],
    ["two events of one key", whole[1], /one key/],
    [
      "an event without a time",
      { key: "x", at: "", event: { type: "phase.started", phase: "ready" } },
      /: at/,
    ],
    ["a phase that is none", { ...last, event: { type: "phase.started", phase: "__proto__" } }, /phase/],
  ])("%s", (_name, event, why) => {
    expect(withEvents((events) => [...events, event])).toMatch(why);
  });

  const tried = (changes: object): unknown =>
    withEvents((events) => [
      ...events,
      {
        ...last,
        event: {
          type: "step.started",
          session: "",
          step: "ready/architect",
          role: "architect",
          phase: "ready",
          purpose: "produce",
          attempt: 1,
          ...changes,
        },
      },
    ]);

  test.each<[string, object, RegExp]>([
    ["a step that leads out of its folder", { step: "../../x" }, /event\.step/],
    ["a role that is not in the team", { role: "stranger" }, /stranger is not in its team/],
    ["a session of somebody's machine", { session: "abc" }, /session/],
    ["an attempt without a number", { attempt: 0 }, /attempt/],
  ])("%s", (_name, changes, why) => {
    expect(tried(changes)).toMatch(why);
  });

  test.each<[string, object, RegExp]>([
    ["an artifact that leads out of its folder", { artifact: "../../x" }, /artifact/],
    ["a commit that is none", { commit: "--output=x" }, /commit/],
    ["a digest that is none", { digest: "x" }, /digest/],
    ["a path outside the repository", { paths: ["../x"] }, /paths/],
    ["an absolute path", { newTests: ["/etc/passwd"] }, /newTests/],
  ])("%s", (_name, changes, why) => {
    const said = withEvents((events) => {
      const first = events.find(({ event }) => event.type === "attempt.ended");
      if (first?.event.type === "attempt.ended" && first.event.outcome.kind === "accepted")
        Object.assign(first.event.outcome.product, changes);
    });
    expect(said).toMatch(why);
  });

  test("events of another branch than the definition's", () => {
    expect(
      withEvents((events) => {
        if (events[0]?.event.type === "run.started") events[0].event.branch = "phasegate/other";
      }),
    ).toMatch(/another branch/);
  });

  test("a record that begins in the middle", () => {
    expect(withEvents((events) => events.slice(1))).toMatch(/does not begin/);
    expect(read({ "events.jsonl": "" })).toMatch(/does not begin/);
  });

  test("what is missing or no JSON", () => {
    expect(read({ "definition.json": null })).toBe("definition.json is missing");
    expect(read({ "events.jsonl": null })).toBe("events.jsonl is missing");
    expect(read({ "artifacts/pm-spec@1.md": null })).toBe("artifacts/pm-spec@1.md is missing");
    expect(read({ "definition.json": "{" })).toBe("definition.json is no JSON");
  });
});

test("a record's ref, its commit in the tracker's facts and the tracker's run are known by their form alone", () => {
  expect(recordRef("r1")).toBe("refs/phasegate/r1");
  expect(recordIn(`branch=x record=${commit("a")}`)).toBe(commit("a"));
  expect(recordIn(`record=${digest("a")} more`)).toBe(digest("a"));
  for (const facts of ["", "record=", "record=HEAD", `xrecord=${commit("a")}`, `record=${commit("a")}x`])
    expect(recordIn(facts)).toBeNull();
  expect(runOfTracker("phasegate run=260101-abc123 tracker")).toBe("260101-abc123");
  for (const marker of ["phasegate run=r1 issue", "phasegate run=../x tracker", "phasegate run= tracker"])
    expect(runOfTracker(marker)).toBeNull();
});
