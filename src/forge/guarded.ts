import { outbound, outboundRequest } from "../core/outbound.ts";
import { redact } from "../core/secrets.ts";
import type { Forge } from "./forge.ts";

/**
 * A forge on which nothing is posted but what may be read by anybody and anything: see `outbound`. An issue is the
 * person's own text and stays as it is but for its secrets. What is kept elsewhere, and its digests, are of the text
 * as it was written.
 */
export function guarded(forge: Forge): Forge {
  return {
    name: forge.name,
    capabilities: forge.capabilities,
    remote: forge.remote,
    ensureIssue: ({ marker, title, body }) =>
      forge.ensureIssue({ marker, title: redact(title), body: redact(body) }),
    ensureComment: (on, { marker, body }) => forge.ensureComment(on, { marker, body: outbound(body) }),
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
  };
}
