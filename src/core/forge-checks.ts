/** A check of the repository's own, as a forge tells of it; the newest of its name. */
export interface ForgeCheckLike {
  name: string;
  state: "pending" | "passed" | "failed";
  /** The forge's own word: "success", "timed_out". */
  word: string;
  url: string;
}

/** What the repository's own checks say of a commit, beside the base. */
interface Ci {
  /** Names of those that have not ended. */
  pending: string[];
  /** Failed here, and not under the same name on the base. `allowance`: the name by which a person allows it. */
  newFailures: (ForgeCheckLike & { allowance: string })[];
  /** Names of those that fail on the base too. */
  knownFailures: string[];
  /** All of it in words, for people; one line says that all is well. */
  reason: string;
}

/** Compare the checks of a commit with those of the base. */
export function ciOf(seen: {
  base: readonly ForgeCheckLike[];
  head: readonly ForgeCheckLike[];
  commit: string;
}): Ci {
  const { base, head, commit } = seen;
  const failed = head.filter(({ state }) => state === "failed");
  const onBase = new Set(base.filter(({ state }) => state === "failed").map(({ name }) => name));
  const found = {
    pending: head.filter(({ state }) => state === "pending").map(({ name }) => name),
    newFailures: failed
      .filter(({ name }) => !onBase.has(name))
      .map(({ name, state, word, url }) => ({ name, state, word, url, allowance: `ci/${name}@${commit}` })),
    knownFailures: failed.filter(({ name }) => onBase.has(name)).map(({ name }) => name),
  };
  return { ...found, reason: say(found, head.length, commit) };
}

function say(
  { pending, newFailures, knownFailures }: Omit<Ci, "reason">,
  all: number,
  commit: string,
): string {
  const on = `on ${commit.slice(0, 12)}`;
  if (all === 0) return `the repository has no checks of its own ${on}`;
  const lines: string[] = [];
  if (newFailures.length > 0)
    lines.push(
      `${count(newFailures.length, "fails", "fail")} ${on} and not on the base:`,
      ...newFailures.map(({ name, word, url }) => `- ${name}: ${[word, url].filter(Boolean).join(", ")}`),
    );
  if (knownFailures.length > 0)
    lines.push(
      `${count(knownFailures.length, "fails", "fail")} ${on} as on the base: ${knownFailures.join(", ")}`,
    );
  if (pending.length > 0)
    lines.push(`${count(pending.length, "has", "have")} not ended ${on}: ${pending.join(", ")}`);
  return lines.length > 0 ? lines.join("\n") : `${count(all, "passed", "passed")} ${on}`;
}

const count = (number: number, one: string, many: string): string =>
  `${number} ${number === 1 ? "check" : "checks"} of the repository's own ${number === 1 ? one : many}`;
