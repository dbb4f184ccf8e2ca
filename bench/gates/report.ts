import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { confusion, figures, type Judged, mistakes, renderTable } from "./confusion.ts";

let folder = "";

/** Names the file that the tables write into. */
export async function setup(): Promise<void> {
  folder = await mkdtemp(path.join(tmpdir(), "phasegate-bench-"));
  process.env["PHASEGATE_BENCH_OUT"] = path.join(folder, "judged.jsonl");
}

/** Prints what they wrote: each mistake, the table, and the two figures that must be 0. */
export async function teardown(): Promise<void> {
  const text = await readFile(path.join(folder, "judged.jsonl"), "utf8").catch(() => "");
  await rm(folder, { recursive: true });
  const lines = text.split("\n").filter((line) => line !== "");
  const judged = lines.map((line) => JSON.parse(line) as Judged);
  const rows = confusion(judged.toSorted((a, b) => a.gate.localeCompare(b.gate)));
  const { falseReady, wronglyStopped } = figures(rows);
  const said = mistakes(judged).map(
    ({ gate, name, honest, said: reason }) =>
      `${honest ? "wrongly stopped" : "missed"} by ${gate}: ${name}${honest ? `\n  ${reason}` : ""}`,
  );
  process.stdout.write(
    [
      "",
      ...said,
      "",
      renderTable(rows),
      "",
      `lies that passed: ${falseReady}`,
      `honest work that was stopped: ${wronglyStopped}`,
      "",
    ].join("\n"),
  );
  if (lines.length === 0 || falseReady + wronglyStopped > 0) process.exitCode = 1;
}
