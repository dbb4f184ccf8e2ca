import type { Question } from "../core/choice.ts";
import { parseCommand } from "../core/command.ts";
import { askedBy, hear, type Hearing } from "../core/hearing.ts";
import { closedWhy, isSnapshot } from "../core/standing.ts";
import type { Said } from "../forge/forge.ts";
import { approvalEntries, type Entry, replyEntries } from "./answers.ts";
import { type RunHands, sha256 } from "./context.ts";
import type { Started } from "./journal.ts";

/** What a look at the forge found. */
export interface Heeded {
  /** Why the run cannot go on where it lives; null when it can. */
  closed: string | null;
  /** Somebody told the run to stop: why, and the word that it was heard. */
  stop: { reason: string; heard: Entry[] } | null;
  /** Somebody answered what it waits for, or told it to go on. */
  goesOn: boolean;
}

export const nothingHeard: Heeded = { closed: null, stop: null, goesOn: false };

/**
 * Look once at what people did on a run's issue and pull request. An answer is recorded together with the word that
 * it was heard, so that no comment is obeyed twice; what is left to do is returned. Throws ForgeUnavailable.
 */
export async function heed(hands: RunHands, generation: number): Promise<Heeded> {
  const { forge, journal } = hands;
  const started = await journal.started();
  if (!started || !forge.capabilities.people) return nothingHeard;
  const heeded = { ...nothingHeard, closed: await closedBySomebody(hands, started) };
  for (const said of await unheard(hands, started)) {
    const hearing = hear(askedBy(await journal.status()), said, await forge.mayWrite(said.by));
    if (hearing.kind === "data" || hearing.kind === "later") continue;
    const entries = entriesOf(hearing, generation, { said, question: (await journal.state()).question });
    if (hearing.kind === "stop") {
      const reason = `stopped by ${said.by}${hearing.text === "" ? "" : `: ${hearing.text}`}`;
      heeded.stop = { reason, heard: entries };
    } else {
      await journal.append(journal.stamp(entries));
    }
    heeded.goesOn ||= letsGoOn(hearing);
    await forge.acknowledge(said, hearing.kind !== "refused");
  }
  return heeded;
}

const letsGoOn = (hearing: Hearing): boolean =>
  hearing.kind === "answer" ? hearing.choice.move !== "stop" : ["approve", "resume"].includes(hearing.kind);

type Heard = Exclude<Hearing, { kind: "data" | "later" }>;

/** What a comment makes happen, and that it was heard. */
function entriesOf(
  hearing: Heard,
  generation: number,
  { said, question }: { said: Said; question: Question | null },
): Entry[] {
  const { id: comment, by } = said;
  const reason = hearing.kind === "refused" ? hearing.reason : "";
  const [text = ""] = said.body.slice(0, 200).split(/\r?\n/);
  const event = { comment, by, text, obeyed: hearing.kind !== "refused", reason };
  const heard: Entry = { key: `command/${comment}`, event: { type: "command.heard", ...event } };
  switch (hearing.kind) {
    case "approve":
    case "reject": {
      const answer = { approved: hearing.kind === "approve", by, reason: hearing.text };
      return [heard, ...approvalEntries(generation, hearing.phase, answer)];
    }
    case "answer":
      return question
        ? [heard, ...replyEntries(generation, question, { choice: hearing.choice, by })]
        : [heard];
    case "stop":
    case "resume":
    case "refused":
      return [heard];
  }
}

async function closedBySomebody(hands: RunHands, started: Started): Promise<string | null> {
  const { forge, definition, journal } = hands;
  const issue = await forge.standing({ issue: started.issue });
  const request = await forge.standing({ issue: started.pullRequest });
  if (!isSnapshot(definition, issue)) {
    const digest = sha256(`${issue.title}\n${issue.body}`);
    await journal.append(
      journal.stamp([{ key: `issue/edited/${digest}`, event: { type: "issue.edited", sha256: digest } }]),
    );
  }
  return (
    closedWhy(`issue #${started.issue}`, issue) ?? closedWhy(`pull request #${started.pullRequest}`, request)
  );
}

/** Comments on the issue and the pull request that may be commands and have not been heard, oldest first. */
async function unheard({ forge, journal }: RunHands, started: Started): Promise<Said[]> {
  const heard = new Set(
    (await journal.events()).flatMap(({ event }) => (event.type === "command.heard" ? [event.comment] : [])),
  );
  const said = [
    ...(await forge.said({ issue: started.issue }, null)),
    ...(await forge.said({ issue: started.pullRequest }, null)),
  ];
  return said
    .filter(({ id, body }) => !heard.has(id) && parseCommand(body) !== null)
    .toSorted((a, b) => Number(BigInt(a.id) - BigInt(b.id)));
}
