/** Every durable boundary of a run: the places where a crash must lose nothing and repeat nothing. */
export const failpoints = [
  "run.created",
  "initialize.repository",
  "initialize.issue",
  "initialize.branch",
  "initialize.pull-request",
  "initialize.tracker",
  "initialize.recorded",
  "attempt.anticipated",
  "attempt.begun",
  "attempt.tree",
  "attempt.agent-ended",
  "attempt.snapshot",
  "attempt.committed",
  "attempt.checked",
  "attempt.branch-set",
  "attempt.pushed",
  "attempt.artifact-saved",
  "attempt.recorded",
  "phase.judged",
  "phase.recorded",
  "record.written",
  "record.pushed",
  "publish.written",
  "publish.recorded",
  "finish.body",
  "finish.ready",
  "finish.recorded",
] as const;

export type Failpoint = (typeof failpoints)[number];

const passes = new Map<Failpoint, number>();

/**
 * A place to crash, for tests: `PHASEGATE_FAILPOINT=name` or `name:3` (the third time it is passed) ends this
 * process there as a power cut would.
 */
export function failpoint(name: Failpoint): void {
  const wanted = process.env["PHASEGATE_FAILPOINT"];
  if (wanted === undefined) return;
  const count = (passes.get(name) ?? 0) + 1;
  passes.set(name, count);
  const [at, times = "1"] = wanted.split(":");
  if (at === name && count === Number(times)) process.kill(process.pid, "SIGKILL");
}
