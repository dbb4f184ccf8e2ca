/** Short, and in the order of time: the day, then the time of day and chance in base 36 ("261123-5m2kx7"). */
export function runId(now: Date, random: () => number): string {
  const day = now.toISOString().slice(2, 10).replaceAll("-", "");
  const sinceMidnight = (now.getTime() % 86_400_000) / 86_400_000;
  const time = base36(Math.floor(sinceMidnight * 36 ** 4), 4);
  return `${day}-${time}${base36(Math.floor(random() * 36 ** 2), 2)}`;
}

const base36 = (number: number, digits: number): string => number.toString(36).padStart(digits, "0");

/** The branch that a run delivers; its name says what for. */
export function branchFor(title: string, id: string): string {
  const slug = title
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, "");
  return `phasegate/${slug === "" ? "feature" : slug}-${id.split("-").at(-1) ?? id}`;
}
