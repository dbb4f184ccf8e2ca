import type { Verification } from "../core/verification.ts";
import { printJson, type Environment } from "./environment.ts";
import { differs, interruptedByPerson } from "./exit-code.ts";
import { count } from "./figures.ts";
import { findRun, named } from "./find-run.ts";
import { interruptionOf } from "./foreground.ts";
import { table } from "./table.ts";
import { openFor } from "./with-engine.ts";

/** Repeat all that a run recorded, from scratch, and say what differs. */
export async function verify(
  id: string,
  options: { json?: boolean },
  environment: Environment,
): Promise<number> {
  const { engine, status } = await openFor(environment, (opened) => findRun(opened, id, named));
  const interruption = interruptionOf(environment);
  const unfollow = engine.follow((news) => {
    if (news.kind === "verify" && news.run === status.id) environment.error.write(`${news.text}\n`);
  });
  let end: Verification | "interrupted";
  try {
    const verified = engine.verify(status.id);
    verified.catch(() => undefined); // once interrupted, nobody waits for it any more
    end = await Promise.race([verified, interruption.happened]);
  } finally {
    unfollow();
    await engine.close(); // what it has begun is cleared away first
    interruption.ignore();
  }
  if (end === "interrupted") {
    environment.error.write("interrupted; nothing of it is left, and the run is as it was\n");
    return interruptedByPerson;
  }
  if (options.json) printJson(environment, end);
  else environment.out.write(`${verificationText(end).join("\n")}\n`);
  return end.same ? 0 : differs;
}

const marks = { same: "same", differs: "DIFFERS", "not repeated": "not repeated" } as const;

function verificationText({ run, branch, head, rows }: Verification): string[] {
  const of = (outcome: keyof typeof marks): number => rows.filter((row) => row.outcome === outcome).length;
  return [
    ...table([
      ["", "what", "recorded", "now", "by hand"],
      ...rows.map(({ what, recorded, now, outcome, repeat }) => [
        marks[outcome],
        ...[what, recorded, now, repeat].map(oneLine),
      ]),
    ]),
    "",
    `run ${run}, branch ${branch} at ${head.slice(0, 12)}: ${of("same")} the same, ${count(of("differs"), "difference")}, ${of("not repeated")} not repeated`,
  ];
}

// eslint-disable-next-line no-control-regex -- what others wrote must not steer the terminal
const oneLine = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
