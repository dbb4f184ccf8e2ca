import { renderQuestion, sayChoice } from "./choice.ts";
import { changesFiles } from "./phase.ts";
import type { Post, PostedVersion, PostSources } from "./post.ts";
import type { ApprovalStatus, QuestionStatus, RunStatus } from "./status.ts";
import { renderTracker } from "./tracker.ts";

/** Every comment that a run wants on the forge now, in the order in which they are to be made; the tracker is last. */
export function postsOf(sources: PostSources): Post[] {
  const { status } = sources;
  const names = new Set(sources.versions.map(({ name }) => name));
  return [
    ...[...names].map((name) => artifactPost(sources, name)),
    ...status.questions.map((question) => questionPost(status, question)),
    ...status.approvals.map((approval) => approvalPost(status, approval)),
    trackerPost(status),
  ];
}

function artifactPost({ status, versions }: PostSources, name: string): Post {
  const all = versions.filter((one) => one.name === name) as [PostedVersion, ...PostedVersion[]];
  const [first] = all;
  const { version, role, digest, text } = all.at(-1) ?? first;
  return {
    name: `artifact/${name}`,
    on: changesFiles(first.phase) ? "pull-request" : "issue",
    marker: `phasegate run=${status.id} artifact=${name}`,
    facts: `version=${version} sha256=${digest}`,
    body: `## ${name}\n\n_${role}, version ${version}, sha256 ${digest.slice(0, 16)}_\n\n${text}`,
  };
}

function questionPost(status: RunStatus, question: QuestionStatus): Post {
  const { number, answer } = question;
  return {
    name: `question/${number}`,
    on: "issue",
    marker: `phasegate run=${status.id} question=${number}`,
    facts: "",
    body: renderQuestion(
      status.id,
      question,
      answer ? `**Answered by ${answer.by}:** ${sayChoice(answer.choice)}` : "",
    ),
  };
}

function approvalPost(status: RunStatus, { phase, number, question }: ApprovalStatus): Post {
  return {
    name: `approval/${phase}/${number}`,
    on: "issue",
    marker: `phasegate run=${status.id} approval=${phase}.${number}`,
    facts: "",
    body: `## Approval of ${phase}\n\n${question}`,
  };
}

const trackerPost = (status: RunStatus): Post => ({
  name: "tracker",
  on: "issue",
  marker: `phasegate run=${status.id} tracker`,
  facts: `head=${status.head} status=${status.status}`,
  body: renderTracker(status),
});
