import type { RunStatus } from "./status.ts";

/** Every gate's word with its evidence, newest last; only the newest `most`. */
export function renderGates(status: RunStatus, most = Infinity): string {
  const { gates } = status;
  const shown = most > 0 ? gates.slice(-most) : [];
  const left = gates.length - shown.length;
  return [
    "<details><summary>Gates and evidence</summary>",
    "",
    ...(left > 0 ? [`${left} older rows have no room here: \`phasegate show ${status.id} gates\`.`, ""] : []),
    "| of | gate | | what was seen | tree | commands |",
    "|---|---|---|---|---|---|",
    ...shown.map(rowOf),
    "",
    "</details>",
  ].join("\n");
}

function rowOf({ step, phase, name, verdict, reason, evidence }: RunStatus["gates"][number]): string {
  const runs = evidence.map(({ command, exitCode }) => `${codeCell(command)} → ${exitCode}`).join("<br>");
  const tree = evidence[0]?.tree.slice(0, 12) ?? "";
  return `| ${step ?? phase} | ${name} | ${verdict === "passed" ? "✅" : "❌"} | ${firstLine(reason)} | ${tree ? `\`${tree}\`` : ""} | ${runs} |`;
}

/** The first line of a text, in a cell of a table or an item of a list. */
export const firstLine = (text: string): string =>
  text
    .replace(/\n[^]*$/, "")
    .slice(0, 200)
    .replaceAll("<", "&lt;")
    .replaceAll("|", "\\|");

/** Code in a cell of a table, whatever bars, ticks and line ends it holds. */
export const codeCell = (text: string): string =>
  `\`${text.replaceAll("|", "\\|").replaceAll("`", "'").replaceAll("\n", " ")}\``;
