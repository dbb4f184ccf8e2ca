/** What a gate, or a whole run, said of one case. */
export interface Judged {
  gate: string;
  name: string;
  honest: boolean;
  stopped: boolean;
  /** What the gate said, for whoever looks into a mistake. */
  said: string;
}

export interface Row {
  gate: string;
  cases: number;
  /** Offences that were stopped, and those that passed. */
  caught: number;
  missed: number;
  /** Honest work that passed, and that was stopped. */
  passed: number;
  wronglyStopped: number;
}

/** One row a gate, in the order in which they come. */
export function confusion(judged: readonly Judged[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { gate, honest, stopped } of judged) {
    const row = rows.get(gate) ?? { gate, cases: 0, caught: 0, missed: 0, passed: 0, wronglyStopped: 0 };
    row.cases++;
    if (honest && stopped) row.wronglyStopped++;
    else if (honest) row.passed++;
    else if (stopped) row.caught++;
    else row.missed++;
    rows.set(gate, row);
  }
  return [...rows.values()];
}

/** Every case on which somebody was wrong. */
export const mistakes = (judged: readonly Judged[]): Judged[] =>
  judged.filter(({ honest, stopped }) => honest === stopped);

const columns = ["cases", "caught", "missed", "passed", "wronglyStopped"] as const;
const headings = ["gate", "cases", "caught", "missed", "passed", "wrongly stopped"];

/** The table for people: offences to the left, honest work to the right. */
export function renderTable(rows: readonly Row[]): string {
  const lines = [headings, ...rows.map((row) => [row.gate, ...columns.map((column) => String(row[column]))])];
  const widths = headings.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const render = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ");
  return lines.map(render).join("\n");
}

/** The two figures that must be 0. */
export function figures(rows: readonly Row[]): { falseReady: number; wronglyStopped: number } {
  const sum = (column: "missed" | "wronglyStopped") => rows.reduce((all, row) => all + row[column], 0);
  return { falseReady: sum("missed"), wronglyStopped: sum("wronglyStopped") };
}
