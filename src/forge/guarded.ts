import { outbound, outboundRequest } from "../core/outbound.ts";
import { redact } from "../core/secrets.ts";
import type { Forge, Marked } from "./forge.ts";

/**
 * A forge on which nothing is posted but what may be read by anybody and anything: see `outbound`. An issue is the
 * person's own text and stays as it is but for its secrets. What is kept elsewhere, and its digests, are of the text
 * as it was written.
 */
export function guarded(forge: Forge): Forge {
  const safe = (comment: Marked): Marked => ({ ...comment, body: outbound(comment.body) });
  return {
    name: forge.name,
    capabilities: forge.capabilities,
    get calls() {
      return forge.calls;
    },
    remote: forge.remote,
    authorization: () => forge.authorization(),
    ensureIssue: (issue) =>
      forge.ensureIssue({ ...issue, title: redact(issue.title), body: redact(issue.body) }),
    ensureComment: (on, comment) => forge.ensureComment(on, safe(comment)),
    editComment: (on, id, comment) => forge.editComment(on, id, safe(comment)),
    comments: (on) => forge.comments(on),
    ensurePullRequest: (request) =>
      forge.ensurePullRequest({
        ...request,
        title: redact(request.title),
        body: outboundRequest(request.body),
      }),
    pullRequest: (number) => forge.pullRequest(number),
    editPullRequest: (number, body) => forge.editPullRequest(number, outboundRequest(body)),
    markReady: (number) => forge.markReady(number),
    ensureLabel: (on, family, label) => forge.ensureLabel(on, family, label),
    standing: (on) => forge.standing(on),
    said: (on, after) => forge.said(on, after),
    mayWrite: (person) => forge.mayWrite(person),
    acknowledge: (said, obeyed) => forge.acknowledge(said, obeyed),
    checksOn: (commit) => forge.checksOn(commit),
  };
}
