import { isOpenBlocking, type KnownFinding, mendedBy, namedAgain, placeOf } from "../../core/findings.ts";
import type { Closing, Finding } from "../../core/turn.ts";
import type { GateContext } from "../gate.ts";
import type { Files } from "./files.ts";
import { say } from "./places.ts";
import type { CodeVerdict } from "./verdict.ts";

/** What is wrong with what a review says, or does not say, of the findings before it. */
export async function earlierMistakes(
  context: GateContext,
  files: Files,
  { findings, closed }: CodeVerdict,
): Promise<string[]> {
  const own = context.findings.filter(({ by }) => by === context.role);
  const standing = namedAgain(context.findings, context.role, findings);
  const told = [...standing.flatMap(({ id }) => id ?? []), ...closed.map(({ id }) => id)];
  const twice = [...new Set(told.filter((id, index) => told.indexOf(id) !== index))];
  const closings = await Promise.all(closed.map((closing) => closingMistakes(context, files, closing)));
  return [
    ...twice.map((id) => `${id} is spoken of twice; it stands, or it is closed`),
    ...standing.flatMap((finding) => standingMistakes(own, files, finding)),
    ...closings.flat(),
    ...own.filter((finding) => isOpenBlocking(finding) && !told.includes(finding.id)).map(missing),
  ];
}

const missing = (finding: KnownFinding): string =>
  `nothing is said of ${say(finding)}, which blocks since ${finding.step}: repeat it with its id if it stands, or name it under "closed"`;

function standingMistakes(own: readonly KnownFinding[], files: Files, finding: Finding): string[] {
  if (finding.id === undefined) return [];
  const known = own.find(({ id }) => id === finding.id);
  if (!known) return [`${noSuch(finding.id, own)}; a new finding has no id yet`];
  if (isOpenBlocking(known) && finding.severity !== "blocking")
    return [`${say(known)} blocks: it stands as blocking, or it is closed by a commit or by evidence`];
  if (known.path !== finding.path && known.commits.length === 0 && files.isThere(known.path))
    return [
      `${say(known)} cannot move to ${placeOf(finding)}: nothing has changed ${known.path}; another place is another finding`,
    ];
  return [];
}

const noSuch = (id: string, own: readonly KnownFinding[]): string =>
  own.length === 0
    ? `there is no earlier finding ${id}`
    : `there is no earlier finding ${id} of yours, but ${own.map((known) => known.id).join(", ")}`;

async function closingMistakes(context: GateContext, files: Files, closing: Closing): Promise<string[]> {
  const own = context.findings.filter(({ by }) => by === context.role);
  const finding = own.find(({ id }) => id === closing.id);
  if (!finding) return [noSuch(closing.id, own)];
  if (finding.closed) return []; // said again
  return closing.by === "commit"
    ? commitMistakes(finding, closing.commit)
    : evidenceMistakes(context, files, { ...closing, finding });
}

function commitMistakes(finding: KnownFinding, commit: string | undefined): string[] {
  if (mendedBy(finding, commit) !== null) return [];
  const { commits, path } = finding;
  if (commits.length === 0)
    return [
      `${say(finding)} cannot be closed by a commit: none has changed ${path} since ${finding.step}; if it was mended elsewhere, close it by evidence and name path:line`,
    ];
  return [
    `${say(finding)}: ${commit} has not changed ${path} since ${finding.step}, but ${commits.map((each) => each.slice(0, 12)).join(", ")}`,
  ];
}

interface Seen {
  finding: KnownFinding;
  evidence: string;
  path?: string | undefined;
}

/** Words close a finding only when they point to something that is there. */
async function evidenceMistakes(
  context: GateContext,
  files: Files,
  { finding, evidence, path }: Seen,
): Promise<string[]> {
  if (path !== undefined && !(await files.isPlace(path, false)))
    return [
      `${say(finding)} is closed by ${path}, which is not there${hint(files.near(path.replace(/:\d+$/, "")))}`,
    ];
  if (path !== undefined) return [];
  for (const word of wordsOf(evidence)) if (await files.isPlace(word, true)) return [];
  const checks = Object.entries(await context.evidenceOf(context.candidate)).filter(
    ([name, { command }]) => evidence.includes(name) || evidence.includes(command),
  );
  if (checks.some(([, { exitCode }]) => exitCode === 0)) return [];
  const failing = checks.map(([name, { exitCode }]) => `; ${name} ended with ${exitCode}`).join("");
  return [
    `${say(finding)} is closed by words that point to nothing: name a path:line of the head, or a check that passed on it${failing}`,
  ];
}

const hint = (near: readonly string[]): string => (near.length > 0 ? `; there is ${near.join(", ")}` : "");

/** Words without the marks around them; of an endless text only the beginning. */
const wordsOf = (text: string): string[] =>
  text
    .slice(0, 20_000)
    .split(/\s+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}./_-]+|[^\p{L}\p{N}]+$/gu, ""));
