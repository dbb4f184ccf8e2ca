import type { Product } from "./event.ts";
import type { Closing, Finding } from "./turn.ts";

/** A finding as the run remembers it. */
export interface KnownFinding extends Finding {
  id: string;
  /** The role that found it; no other role's word closes it. */
  by: string;
  /** The review that told of it last. */
  step: string;
  /** Commits since that review that changed its path. */
  commits: string[];
  closed: Closed | null;
}

export interface Closed {
  by: Closing["by"];
  /** The commit, or what the reviewer saw. */
  what: string;
  step: string;
}

/** The findings of a run after one more accepted step. Only a review opens and closes any. */
export function afterStep(
  known: readonly KnownFinding[],
  { id: step, role: by }: { id: string; role: string },
  { commit, paths, review }: Product,
): KnownFinding[] {
  const findings = commit === null ? [...known] : afterCommit(known, commit, paths);
  if (!review) return findings;
  const reviewed = findings.map((finding) => close(finding, review.closed, { by, step }));
  for (const finding of namedAgain(known, by, review.findings)) {
    const at = reviewed.findIndex((other) => other.id === finding.id && other.by === by);
    const id = at >= 0 && finding.id !== undefined ? finding.id : `F${reviewed.length + 1}`;
    reviewed.splice(at < 0 ? reviewed.length : at, 1, {
      ...finding,
      id,
      by,
      step,
      commits: [],
      closed: null,
    });
  }
  return reviewed;
}

/** The findings after a commit, whoever made it. */
export function afterCommit(
  known: readonly KnownFinding[],
  commit: string,
  paths: readonly string[],
): KnownFinding[] {
  return known.map((finding) =>
    paths.includes(finding.path) ? { ...finding, commits: [...finding.commits, commit] } : finding,
  );
}

function close(
  finding: KnownFinding,
  closings: readonly Closing[],
  { by, step }: { by: string; step: string },
): KnownFinding {
  const closing = closings.find(({ id }) => id === finding.id);
  if (!closing || finding.by !== by || finding.closed) return finding;
  const what = closing.by === "commit" ? mendedBy(finding, closing.commit) : closing.evidence;
  return what === null ? finding : { ...finding, closed: { by: closing.by, what, step } };
}

/** The commit that changed the finding's path since its review: the one that is meant, or the newest; null for none. */
export function mendedBy({ commits }: KnownFinding, meant: string | undefined): string | null {
  return commits.findLast((commit) => commit.startsWith((meant ?? "").toLowerCase())) ?? null;
}

/** A finding that says the same of the same file as an open one of the same reviewer is that one. */
export function namedAgain(
  known: readonly KnownFinding[],
  by: string,
  findings: readonly Finding[],
): Finding[] {
  return findings.map((finding) => {
    if (finding.id !== undefined) return finding;
    const same = known.find(
      (other) =>
        other.by === by &&
        other.closed === null &&
        other.path === finding.path &&
        other.message === finding.message,
    );
    return same ? { ...finding, id: same.id } : finding;
  });
}

export const isOpenBlocking = ({ severity, closed }: KnownFinding): boolean =>
  severity === "blocking" && closed === null;

/** A table of all findings for people; empty when nobody found anything. */
export function renderFindings({ findings }: { findings: readonly KnownFinding[] }): string {
  if (findings.length === 0) return "";
  return [
    "| id | severity | place | requirement | message | state | closed by |",
    "|---|---|---|---|---|---|---|",
    ...findings.map((finding) => {
      const { id, severity, requirement, message, closed } = finding;
      const cells = [id, severity, `\`${placeOf(finding)}\``, requirement ?? "", message];
      return `| ${[...cells, closed ? "closed" : "open", closed ? sayClosed(closed) : ""].map(cell).join(" | ")} |`;
    }),
  ].join("\n");
}

/** What a reviewer is told of the findings so far; null when there are none. */
export function findingsText(findings: readonly KnownFinding[]): string | null {
  if (findings.length === 0) return null;
  const changed = findings
    .filter(({ closed, commits }) => closed === null && commits.length > 0)
    .map(({ id, commits }) => `- ${id}: ${commits.map(short).join(", ")}`);
  return [
    renderFindings({ findings }),
    "",
    changed.length > 0
      ? "Commits that changed the path of an open finding since its review:"
      : "No commit has changed the path of an open finding since its review.",
    ...changed,
  ].join("\n");
}

export const placeOf = ({ path, line }: Finding): string => (line > 0 ? `${path}:${line}` : path);

const short = (commit: string): string => commit.slice(0, 12);

const sayClosed = ({ by, what, step }: Closed): string =>
  `${by === "commit" ? `commit \`${short(what)}\`` : `what was seen: ${what}`} (${step})`;

/** In one cell of a table, whatever it holds. */
const cell = (text: string): string =>
  text.replaceAll("<", "&lt;").replaceAll("|", "\\|").replaceAll(/\s+/g, " ").trim().slice(0, 500);
