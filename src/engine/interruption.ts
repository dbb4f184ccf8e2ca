const interruptions = new Map<string, AbortController>();

/** Ends every attempt of a run that is under way in this process. */
export function interrupt(run: string): void {
  controllerOf(run).abort();
}

/** Makes a run's attempts startable again after an interruption. */
export function allow(run: string): void {
  interruptions.delete(run);
}

/** Aborted when the run is interrupted. */
export const interruptionOf = (run: string): AbortSignal => controllerOf(run).signal;

function controllerOf(run: string): AbortController {
  const known = interruptions.get(run);
  if (known) return known;
  const made = new AbortController();
  interruptions.set(run, made);
  return made;
}
