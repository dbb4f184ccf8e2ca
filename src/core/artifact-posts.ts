import { partsOf } from "./comment-parts.ts";
import { around, fits, harmless } from "./fit.ts";
import { linked } from "./linked.ts";
import { leftOpen } from "./markdown-lines.ts";
import { changesFiles } from "./phase.ts";
import type { Post, PostedVersion, PostSources } from "./post.ts";
import type { RunStatus } from "./status.ts";

/** Kept free in each part for the word that there are earlier versions. */
const forHistory = 200;
const shortestPart = 500;

/** One comment for each artifact, and more for one that is too long for one. */
export function artifactPosts(sources: PostSources): Post[] {
  const names = new Set(sources.versions.map(({ name }) => name));
  return [...names].flatMap((wanted) =>
    postsOfOne(
      sources,
      sources.versions.filter(({ name }) => name === wanted),
    ),
  );
}

function postsOfOne({ status, maxBody }: PostSources, versions: readonly PostedVersion[]): Post[] {
  const [newest, ...earlier] = versions.toReversed() as [PostedVersion, ...PostedVersion[]];
  const parts = bodiesOf(status, newest, maxBody);
  const last = withHistory(String(parts.at(-1)), earlier, maxBody);
  const bodies = [...parts.slice(0, -1), last, ...needless(status, newest, parts.length)];
  const facts = `version=${newest.version} sha256=${newest.digest}${parts.length > 1 ? ` parts=${parts.length}` : ""}`;
  const { phase } = earlier.at(-1) ?? newest;
  return bodies.map((body, index) => ({
    name: nameOf(newest, index + 1),
    on: changesFiles(phase) ? "pull-request" : "issue",
    marker: `phasegate run=${status.id} artifact=${newest.name}${index === 0 ? "" : ` part=${index + 1}`}`,
    facts,
    body,
  }));
}

const nameOf = ({ name }: PostedVersion, part: number): string =>
  part === 1 ? `artifact/${name}` : `artifact/${name}/${part}`;

/**
 * The newest version in as few parts as fit. It is made harmless as a whole before it is split, so that no secret lies
 * across a split where neither half shows it; what the forge makes of each part is measured.
 */
function bodiesOf(status: RunStatus, version: PostedVersion, maxBody: number | null): string[] {
  const isFine = (body: string): boolean => fits(`${body}${" ".repeat(forHistory)}`, maxBody);
  const framed = (texts: readonly string[]): string[] =>
    texts.map(
      (text, index) =>
        `${titleOf(status, version, { part: index + 1, of: texts.length })}\n\n${closed(text)}`,
    );
  let bodies = framed([version.text]);
  if (maxBody === null || bodies.every(isFine)) return bodies;
  const safe = harmless(version.text);
  for (
    let limit = maxBody - around;
    limit > shortestPart && !bodies.every(isFine);
    limit = Math.floor(limit * 0.95)
  )
    bodies = framed(partsOf(safe, limit).map(({ shown }) => shown));
  return bodies;
}

/** With an open block of code closed, so that what stands behind it is none. */
function closed(text: string): string {
  const open = leftOpen(text);
  return open === "" ? text : `${text}\n${open}`;
}

function titleOf(
  status: RunStatus,
  version: PostedVersion,
  { part, of }: { part: number; of: number },
): string {
  const { name, role, digest } = version;
  const others = Array.from({ length: of }, (_, index) => index + 1)
    .filter((other) => other !== part)
    .map((other) => linked(`part ${other}`, status.comments[nameOf(version, other)]));
  const isPart = of === 1 ? "" : `\n\n_Part ${part} of ${of}; ${others.join(", ")}._`;
  return `## ${name}${part === 1 ? "" : `, part ${part}`}\n\n_${role}, version ${version.version}, sha256 ${digest.slice(0, 16)}_${isPart}`;
}

/** What stands in the comments of parts that an earlier version needed. */
function needless(status: RunStatus, version: PostedVersion, parts: number): string[] {
  const made = Object.keys(status.comments)
    .filter((name) => name.startsWith(`artifact/${version.name}/`))
    .map((name) => Number(name.split("/")[2]));
  const whole = Array.from({ length: parts }, (_, index) =>
    linked(`part ${index + 1}`, status.comments[nameOf(version, index + 1)]),
  ).join(", ");
  return Array.from(
    { length: Math.max(0, ...made.map((part) => part - parts)) },
    (_, index) =>
      `## ${version.name}, part ${parts + index + 1}\n\n_Version ${version.version} does not need this part; it is whole in ${whole}._`,
  );
}

/** The body with earlier versions folded below it, newest first, as far as there is room; the rest is named. */
function withHistory(body: string, earlier: readonly PostedVersion[], maxBody: number | null): string {
  if (earlier.length === 0) return body;
  let fullest = `${body}\n\n_${earlier.length} earlier versions: ${elsewhere}._`;
  for (let whole = 0; whole <= earlier.length; whole++) {
    const folds = earlier.slice(0, whole).map(fold);
    const rest = earlier
      .slice(whole)
      .map(({ version, digest }) => `version ${version} (sha256 ${digest.slice(0, 16)})`);
    const named = rest.length === 0 ? [] : [`_${capital(rest.join(", "))}: ${elsewhere}._`];
    const candidate = [body, ...folds, ...named].join("\n\n");
    if (!fits(candidate, maxBody)) return fullest;
    fullest = candidate;
  }
  return fullest;
}

const elsewhere = "in the forge's own history of edits of this comment";

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const fold = ({ version, digest, text }: PostedVersion): string =>
  `<details><summary>Version ${version}, sha256 ${digest.slice(0, 16)}</summary>\n\n${inert(text)}\n\n</details>`;

/** Nothing in it ends the fold that it stands in: what holds mark-up is shown as it stands. */
function inert(text: string): string {
  if (!/<[a-z/!?]/i.test(text)) return closed(text);
  const tildes = Array.from(text.matchAll(/~+/g)).reduce((most, [run]) => Math.max(most, run.length), 2);
  const fence = "~".repeat(tildes + 1);
  return `${fence}markdown\n${text}\n${fence}`;
}
