import { artifactPosts } from "./artifact-posts.ts";
import { renderQuestion, sayChoice } from "./choice.ts";
import { shortened } from "./fit.ts";
import { howToApprove, howToReply } from "./how-to-answer.ts";
import { linked } from "./linked.ts";
import type { Post, PostSources } from "./post.ts";
import type { ApprovalStatus, QuestionStatus, RunStatus } from "./status.ts";
import { renderTracker } from "./tracker.ts";

/** Every comment that a run wants on the forge now, in the order in which they are to be made; the tracker is last. */
export function postsOf(sources: PostSources): Post[] {
  const { status } = sources;
  return [
    ...artifactPosts(sources),
    ...status.questions.map((question) => questionPost(sources, question)),
    ...status.approvals.map((approval) => approvalPost(sources, approval)),
    trackerPost(sources),
  ];
}

/** Below a question that was neither answered nor is open any more. */
const overtaken = "_Nobody answered this, and it is not asked any more: the run was told to go on._";

/** The rest of it is on the command line. */
const beginning = (text: string, length: number): string =>
  length === text.length ? text : `${text.slice(0, length)}\n(cut)`;

function questionPost({ status, people, maxBody }: PostSources, question: QuestionStatus): Post {
  const { number, answer } = question;
  const isOpen = status.question?.number === number;
  const below = answer
    ? `**Answered by ${answer.by}:** ${sayChoice(answer.choice)}`
    : isOpen
      ? `${howToReply(status.id, people)} The run waits, and costs nothing meanwhile.`
      : overtaken;
  return {
    name: `question/${number}`,
    on: "issue",
    marker: `phasegate run=${status.id} question=${number}`,
    facts: "",
    body: shortened(
      { text: question.text.length },
      (most) => renderQuestion({ ...question, text: beginning(question.text, most.text) }, below),
      maxBody,
    ),
  };
}

/** A comment of its own: an edit of the tracker tells nobody that something is asked. */
function approvalPost({ status, people, maxBody }: PostSources, approval: ApprovalStatus): Post {
  const { phase, number, question, answer } = approval;
  const below = answer
    ? `**${answer.approved ? "Approved" : "Rejected"} by ${answer.by}**${answer.reason === "" ? "." : `: ${answer.reason}`}`
    : `${howToApprove(status.id, people)} The run waits, and costs nothing meanwhile.`;
  return {
    name: `approval/${phase}/${number}`,
    on: "issue",
    marker: `phasegate run=${status.id} approval=${phase}.${number}`,
    facts: "",
    body: shortened(
      {},
      () =>
        [
          `## Approval of ${phase}${number === 1 ? "" : `, asked again (${number})`}`,
          question,
          whatToRead(status, approval),
          below,
        ]
          .filter((block) => block !== "")
          .join("\n\n"),
      maxBody,
    ),
  };
}

/** What the phase has brought forth. */
function whatToRead({ steps, comments }: RunStatus, { phase }: ApprovalStatus): string {
  const newest = new Map(
    steps.flatMap((step) =>
      step.phase === phase && step.artifact ? [[step.artifact.name, step.artifact]] : [],
    ),
  );
  const items = [...newest.values()].map(
    ({ name, version }) => `- ${linked(`${name}, version ${version}`, comments[`artifact/${name}`])}`,
  );
  return items.length === 0 ? "" : ["To be read:", "", ...items].join("\n");
}

const trackerPost = ({ status, people, maxBody }: PostSources): Post => ({
  name: "tracker",
  on: "issue",
  marker: `phasegate run=${status.id} tracker`,
  facts: `head=${status.head} status=${status.status}`,
  body: renderTracker(status, { people, maxBody }),
});
