import { idsIn } from "./mentions.ts";

/** Lines on which tests begin; what is skipped proves nothing. */
const beginning =
  /\b(?:it|test|describe|scenario|specify|suite|context|Run|DisplayName|Fact|Theory|TestCase|Tag|Scenario|mark)\b|\bdef\s+test|\bfunc\s+Test|@Test|#\[.{0,20}test|\bTEST|@test\b|\bfunction\s+test/;
const skipped =
  /\b(?:it|test|describe|suite|specify)\.(?:skip|todo|fixme)\b|\bx(?:it|test|describe)\b|@(?:Disabled|Ignore)\b|mark\.skip|\bt\.Skip/;
/** Names of test functions, with the id as a piece of its own: `test_r1_writes`, `TestR1Writes`, `r1_is_stored`. */
const named = /\b(?:def|func|fn|void|fun|function|public|async)\s+(\w{1,200})\s*\(/;

/** Titles of tests that name requirements and were not there before the feature. */
export function titlesIn(
  file: { text: string; before: string | null },
  known: readonly string[],
): { id: string; line: number }[] {
  const old = new Set((file.before ?? "").split("\n").map((line) => line.trim()));
  const lines = file.text.split("\n");
  return lines.flatMap((line, index) => {
    if (!/R\d/i.test(line) || old.has(line.trim()) || /^\s*(?:\/\/|\*|\/\*|#(?!\[))/.test(line)) return [];
    const around = lines.slice(Math.max(0, index - 3), index + 1).join("\n");
    const below = lines.slice(index, index + 4).join("\n");
    if (skipped.test(around)) return [];
    const quoted = beginning.test(around) || /\bdef\s+test|\bfunc\s+Test/.test(below) ? quotedIn(line) : "";
    return idsIn(`${quoted} ${nameIn(line)}`, known).map((id) => ({ id, line: index + 1 }));
  });
}

/** What stands in quotation marks; a scenario's line has none. */
const quotedIn = (line: string): string =>
  /^\s*(?:Scenario|Feature|@R\d)/.test(line)
    ? line
    : (line.match(/"[^"\n]{1,500}"|'[^'\n]{1,500}'|`[^`\n]{1,500}`/g) ?? []).join(" ");

/** The pieces of a test function's name, so that an id stands alone. */
function nameIn(line: string): string {
  const name = named.exec(line)?.[1] ?? "";
  const pieces = name.replace(/([a-z\d])(?=[A-Z])/g, "$1 ").replaceAll("_", " ");
  return pieces.replace(/\br(?=\d+\b)/g, "R");
}
