import { type Assertion, strengths } from "./model.ts";

/** What one test asserted and no longer does. */
export interface Loss {
  lost: readonly Assertion[];
  gained: readonly Assertion[];
  /** Assertions in whose place a weaker one about the same stands. */
  loosened: readonly { was: Assertion; is: Assertion }[];
}

/** Assertions of `before` that `after` does not repeat word by word, and those that are new. */
export function compareAssertions(before: readonly Assertion[], after: readonly Assertion[]): Loss {
  const lost = without(before, after);
  const gained = without(after, before);
  const loosened = lost.flatMap((was) => {
    const is = gained.find((one) => one.subject === was.subject && isWeaker(was, one));
    const isSaidElsewhere = gained.some((one) => one.subject.includes(was.subject) && !isWeaker(was, one));
    return is && !isSaidElsewhere ? [{ was, is }] : [];
  });
  return { lost, gained, loosened };
}

function isWeaker(was: Assertion, is: Assertion): boolean {
  if (is.strength <= strengths.kind && is.strength < was.due) return true;
  if (is.strength === strengths.bound && was.due === strengths.exact) return true;
  return is.strength === was.strength && is.subject === was.subject && is.wildcards > was.wildcards;
}

function without(some: readonly Assertion[], others: readonly Assertion[]): Assertion[] {
  const counts = new Map<string, number>();
  for (const { text } of others) counts.set(text, (counts.get(text) ?? 0) + 1);
  return some.filter(({ text }) => {
    const left = counts.get(text) ?? 0;
    if (left > 0) counts.set(text, left - 1);
    return left === 0;
  });
}

const isStrong = ({ strength }: Assertion): boolean => strength > strengths.kind;
const isDueStrong = ({ due }: Assertion): boolean => due > strengths.kind;

export const least = (some: readonly Assertion[]): number => some.reduce((sum, one) => sum + one.least, 0);
export const most = (some: readonly Assertion[]): number => some.reduce((sum, one) => sum + one.most, 0);

/** Whether what was gained can be what was lost in other words. */
export const makesUp = (lost: readonly Assertion[], gained: readonly Assertion[]): boolean =>
  most(gained) >= least(lost) && most(gained.filter(isStrong)) >= least(lost.filter(isDueStrong));

/** That a thing is there at all needs not be said where something else is said of it. */
export const isImplied = (lost: Assertion, now: readonly Assertion[]): boolean =>
  lost.strength === strengths.loose &&
  now.some(({ subject, strength }) => strength > strengths.loose && subject.startsWith(lost.subject));
