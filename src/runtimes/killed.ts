/** Whether a process was ended by a signal from outside; what holds it tells a signal as 128 and its number. */
export const wasKilled = (exitCode: number | null, signal: string | null): boolean =>
  signal !== null || exitCode === 128 + 9 || exitCode === 128 + 15;
