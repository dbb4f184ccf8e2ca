import type { Client } from "./client.ts";

export const viewerQuery = `query Viewer {
  viewer {
    login
  }
}`;

export const readyMutation = `mutation Ready($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) {
    pullRequest {
      isDraft
    }
  }
}`;

/** Who GitHub takes this process for: a person, or "phasegate[bot]" for an App, whose account alone has brackets. */
export async function viewerLogin(client: Client, kind: "token" | "app"): Promise<string> {
  const { viewer } = await client.graphql<{ viewer: { login: string } }>(viewerQuery, {});
  return kind === "app" && !viewer.login.endsWith("[bot]") ? `${viewer.login}[bot]` : viewer.login;
}

/** `id` is the pull request's `node_id`. Throws FateUnknown, as every write does. */
export async function markReadyForReview(client: Client, id: string): Promise<void> {
  await client.graphql(readyMutation, { id });
}
