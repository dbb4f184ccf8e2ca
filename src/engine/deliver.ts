import { DBOS, type WorkflowHandle } from "@dbos-inc/dbos-sdk";
import type { Question } from "../core/choice.ts";
import { decide, type Move } from "../core/decide.ts";
import type { Definition } from "../core/definition.ts";
import type { KeyedEvent } from "../core/event.ts";
import type { PhaseName } from "../core/phase.ts";
import { apply, newRun, replay, type RunState } from "../core/run.ts";
import type { Turn } from "../core/turn.ts";
import { carryOut } from "./attempt.ts";
import { Bells } from "./bell.ts";
import type { EngineContext } from "./context.ts";
import { dispatchNow, hasAnyEnded } from "./dispatch.ts";
import { failpoint } from "./failpoint.ts";
import { finish } from "./finish.ts";
import { initialize } from "./initialize.ts";
import { interruptionOf } from "./interruption.ts";
import { judgePhase } from "./judge-phase.ts";
import { attemptKey, refOf } from "./keys.ts";
import { forgeEnd, personalMatter } from "./obstacles.ts";

/** The queue on which attempts wait for the owner of the home that holds their files. */
export const attemptQueue = (): string => `attempts-${current().executor}`;

/** How long a child's end may go unseen when its bell was lost (it ran on another machine). */
const lostBellMs = 500;

/** DBOS keeps its workflows in one registry a process; so there is one engine a process. */
let context: EngineContext | null = null;
const bells = new Bells();

export function useContext(next: EngineContext | null): void {
  context = next;
}

function current(): EngineContext {
  if (!context) throw new Error("the engine is not open");
  return context;
}

/** What DBOS records of a deed are the keys of its events; the events themselves are in the run's journal. */
const keysOf = (events: readonly KeyedEvent[]): string[] => events.map(({ key }) => key);

async function eventsOf(run: string, keys: readonly string[]): Promise<KeyedEvent[]> {
  const wanted = new Set(keys);
  return (await (await current().of(run)).journal.events()).filter(({ key }) => wanted.has(key));
}

/** One attempt of one step, on whichever worker takes it from the queue. */
const attempt = DBOS.registerWorkflow(
  async (run: string, generation: number, turn: Turn): Promise<string[]> => {
    const id = DBOS.workflowID ?? "";
    try {
      const deed = async () => {
        const events = await carryOutIfCurrent(run, generation, turn);
        known.set(id, events);
        bells.ring(knownBell(id));
        return keysOf(events);
      };
      return await DBOS.runStep(deed, { name: attemptKey(turn) });
    } finally {
      bells.ring(id);
    }
  },
  { name: "attempt", maxRecoveryAttempts: 1_000 },
);

/** What attempts brought that have ended here, until their delivery has read it from the record. */
const known = new Map<string, KeyedEvent[]>();

const knownBell = (id: string): string => `${id} is known`;

/** Attempts that began before they were on the queue, by the id of their workflow. */
const anticipated = new Map<string, Promise<KeyedEvent[]>>();

/** A generation that was ended in the meantime (cancelled, interrupted) does no more work. */
async function carryOutIfCurrent(run: string, generation: number, turn: Turn): Promise<KeyedEvent[]> {
  const id = attemptId(run, generation, turn);
  const begun = anticipated.get(id);
  anticipated.delete(id);
  return begun ?? carryOutNow(run, generation, turn);
}

async function carryOutNow(
  run: string,
  generation: number,
  turn: Turn,
  onStart?: () => void,
): Promise<KeyedEvent[]> {
  const state = await (await current().of(run)).journal.state();
  if (state.status !== "running" || state.generation !== generation) return [];
  return carryOut(current(), { run, turn, signal: interruptionOf(run), ...(onStart ? { onStart } : {}) });
}

/** One generation of a run: asks what is next, does it, and asks again. */
const deliver = DBOS.registerWorkflow(
  async (run: string, generation: number): Promise<void> => {
    try {
      await deliverGeneration(run, generation);
    } catch (error) {
      await fail(run, generation, error);
    } finally {
      bells.ring(deliveryId(run, generation));
    }
  },
  { name: "deliver", maxRecoveryAttempts: 1_000_000 },
);

/** A run that the engine itself could not carry on says so; what broke is kept whole for the report. */
async function fail(run: string, generation: number, error: unknown): Promise<void> {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  await DBOS.runStep(() => finish(current(), run, generation, { status: "failed", reason }), {
    name: "fail",
  });
}

export const deliveryId = (run: string, generation: number): string => `${run}.${generation}`;

export async function startDelivery(run: string, generation: number): Promise<void> {
  await DBOS.startWorkflow(deliver, { workflowID: deliveryId(run, generation) })(run, generation);
}

interface Delivery {
  run: string;
  generation: number;
  definition: Definition;
  state: RunState;
  inFlight: Map<string, WorkflowHandle<string[]>>;
}

async function deliverGeneration(run: string, generation: number): Promise<void> {
  const { definition } = await current().of(run);
  const delivery: Delivery = { run, generation, definition, state: newRun(definition), inFlight: new Map() };
  if (generation > 1) delivery.state = await earlier(delivery);
  while (delivery.state.status === "running") {
    const move = decide(definition, delivery.state);
    if (!(await carryOutMove(delivery, move))) return;
  }
}

/** The state that this generation began with; how many events it is made of is recorded, and so the same after a crash. */
async function earlier({ run, definition, generation }: Delivery): Promise<RunState> {
  const { journal } = await current().of(run);
  const count = await DBOS.runStep(
    async () => {
      const all = (await journal.events()).map(({ event }) => event);
      return 1 + all.findIndex((event) => event.type === "run.resumed" && event.generation === generation);
    },
    { name: "earlier" },
  );
  const events = (await journal.events()).slice(0, count); // only ever appended to
  return replay(
    definition,
    events.map(({ event }) => event),
  );
}

/** Do one move; false when this generation has been ended from outside. */
async function carryOutMove(delivery: Delivery, move: Move): Promise<boolean> {
  const { run, generation } = delivery;
  switch (move.kind) {
    case "initialize":
      return record(
        delivery,
        () => orAsk(delivery, "initialization", () => initialize(current(), run)),
        "initialize",
      );
    case "enter":
      return enter(delivery, move.phase);
    case "start":
      for (const turn of move.turns) await start(delivery, turn);
      return true;
    case "wait":
      return joinOne(delivery);
    case "judge":
      return record(
        delivery,
        () => orAsk(delivery, move.phase, () => judgePhase(current(), run, move.phase)),
        `judge ${move.phase}`,
      );
    case "ask":
      return note(delivery, `approval/${move.phase}/${generation}/asked`, {
        type: "approval.asked",
        phase: move.phase,
        question: `May the work go on after ${move.phase}?`,
      });
    case "question":
      return note(delivery, ...questionOf(move.question));
    case "end": {
      const { kind: _kind, ...end } = move;
      return record(
        delivery,
        () => orAsk(delivery, "ready", () => finish(current(), run, generation, end)),
        "finish",
      );
    }
  }
}

/** What only a person can put right is asked; a forge that is away, or closed to the run, ends this generation. */
async function orAsk(
  { run, generation, state }: Delivery,
  phase: PhaseName,
  deed: () => Promise<KeyedEvent[]>,
): Promise<KeyedEvent[]> {
  try {
    return await deed();
  } catch (error) {
    if (!(await isCurrent({ run, generation }))) return [];
    const end = forgeEnd(error);
    if (end) return finish(current(), run, generation, end);
    const asked = personalMatter(error);
    if (!asked) throw error;
    const [key, event] = questionOf({ ...asked, number: state.questions + 1, phase });
    const { journal } = await current().of(run);
    const events = journal.stamp([{ key, event }]);
    await journal.append(events);
    return events;
  }
}

const questionOf = (question: Question): [string, KeyedEvent["event"]] => [
  `question/${question.number}/asked`,
  { type: "question.asked", ...question },
];

async function record(delivery: Delivery, deed: () => Promise<KeyedEvent[]>, name: string): Promise<boolean> {
  const anticipatedDeed = async (): Promise<string[]> => {
    if (!(await isCurrent(delivery))) return [];
    const events = await deed();
    await anticipate(delivery, events);
    return keysOf(events);
  };
  const keys = await DBOS.runStep(anticipatedDeed, { name });
  for (const { event } of await eventsOf(delivery.run, keys)) apply(delivery.state, event);
  return keys.length > 0;
}

async function isCurrent({ run, generation }: Pick<Delivery, "run" | "generation">): Promise<boolean> {
  const state = await (await current().of(run)).journal.state();
  return state.status === "running" && state.generation === generation;
}

async function enter({ run, state }: Delivery, phase: PhaseName): Promise<boolean> {
  await noteEntry(run, phase);
  apply(state, { type: "phase.started", phase });
  return true;
}

async function noteEntry(run: string, phase: PhaseName): Promise<void> {
  const { journal } = await current().of(run);
  await journal.append(
    journal.stamp([{ key: `phase/${phase}/started`, event: { type: "phase.started", phase } }]),
  );
}

/** An event that follows from the state alone: written again after a crash it is the same, so DBOS need not know. */
async function note(delivery: Delivery, key: string, event: KeyedEvent["event"]): Promise<boolean> {
  const { journal } = await current().of(delivery.run);
  await journal.append(journal.stamp([{ key, event }]));
  apply(delivery.state, event);
  return true;
}

const attemptId = (run: string, generation: number, turn: Turn): string =>
  `${deliveryId(run, generation)}/${turn.step}/${turn.attempt}`;

async function start(delivery: Delivery, turn: Turn): Promise<void> {
  const { run, generation } = delivery;
  failpoint("attempt.anticipated");
  const workflowID = attemptId(run, generation, turn);
  const handle = await DBOS.startWorkflow(attempt, { workflowID, queueName: attemptQueue() })(
    run,
    generation,
    turn,
  );
  dispatchNow(attemptQueue());
  delivery.inFlight.set(workflowID, handle);
  apply(delivery.state, { type: "step.started", session: turn.resume ?? "", ...refOf(turn) });
}

/** Asked first, for what ended before this engine came; a bell that rings is heard at once. */
async function untilAnyEnded(ids: readonly string[], rung: readonly string[] = ids): Promise<void> {
  while (!(await hasAnyEnded(ids))) {
    if (await bells.any(rung, lostBellMs)) return;
  }
}

/**
 * Begin what follows while the record is still being written: the same events give the same decision, and an
 * attempt that is begun again after a crash joins the agent of the first beginning. Only where nothing else is
 * under way, so that no other end can come in between. Resolves when the agents are about to start.
 */
async function anticipate(
  { run, generation, definition, state }: Delivery,
  events: readonly KeyedEvent[],
): Promise<void> {
  const next = structuredClone(state);
  for (const { event } of events) apply(next, event);
  let move = decide(definition, next);
  while (move.kind === "enter") {
    await noteEntry(run, move.phase);
    apply(next, { type: "phase.started", phase: move.phase });
    move = decide(definition, next);
  }
  if (move.kind !== "start") return;
  await Promise.all(
    move.turns.map((turn) => {
      const { promise, settle } = signalled();
      const begun = carryOutNow(run, generation, turn, settle);
      begun.then(settle, settle); // what went wrong is heard where the attempt is carried out
      anticipated.set(attemptId(run, generation, turn), begun);
      return promise;
    }),
  );
}

function signalled(): { promise: Promise<void>; settle: () => void } {
  let settle = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}

/** The only attempt under way has ended here: its events are known before they can be read from the record. */
async function anticipateAfter(delivery: Delivery, id: string): Promise<void> {
  await untilAnyEnded([id], [knownBell(id), id]);
  const events = known.get(id);
  if (events && events.length > 0) await anticipate(delivery, events);
}

/** Wait for the first attempt that ends, and take its events into the state. */
async function joinOne(delivery: Delivery): Promise<boolean> {
  const [only, ...others] = delivery.inFlight.keys();
  if (only !== undefined && others.length === 0) await anticipateAfter(delivery, only);
  await untilAnyEnded([...delivery.inFlight.keys()]);
  const handles = [...delivery.inFlight.values()];
  const [first] = handles;
  const ended =
    handles.length === 1 && first ? first : await DBOS.waitFirst(handles, { pollingIntervalMs: 5 });
  const handle = delivery.inFlight.get(ended.workflowID);
  if (!handle) throw new Error(`no attempt under way is called ${ended.workflowID}`);
  const keys = await handle.getResult({ pollingIntervalMs: 5 });
  delivery.inFlight.delete(ended.workflowID);
  bells.forget(ended.workflowID);
  bells.forget(knownBell(ended.workflowID));
  known.delete(ended.workflowID);
  for (const { event } of await eventsOf(delivery.run, keys)) apply(delivery.state, event);
  return keys.length > 0;
}
