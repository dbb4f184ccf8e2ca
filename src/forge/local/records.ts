/** What is kept of an issue or a pull request; times are ISO 8601. */
export interface ItemRecord {
  kind: "issue" | "pull-request";
  number: number;
  marker: string;
  title: string;
  body: string;
  state: "open" | "closed";
  labels?: string[] | undefined;
  createdAt: string;
  editedAt: string;
  /** Of a pull request only. */
  request: { head: string; base: string; draft: boolean; issue: number } | null;
}

export interface CommentRecord {
  number: number;
  marker: string;
  /** Absent: none. */
  facts?: string | undefined;
  body: string;
  createdAt: string;
  editedAt: string;
  edits: number;
}

/** The hidden first line by which a thing is found again; a body cannot forge one, for it comes after it. */
export const hidden = (marker: string): string => `<!-- ${marker} -->`;

/** The whole conversation on one page, for a person with any Markdown viewer. */
export function page(item: ItemRecord, comments: readonly CommentRecord[]): string {
  const { request } = item;
  const what = request ? `Pull request #${item.number}` : `Issue #${item.number}`;
  const state = request?.draft ? "draft" : item.state === "open" && request ? "ready for review" : item.state;
  return [
    hidden(item.marker),
    `# ${item.title}`,
    "",
    `_${[what, state, ...(item.labels ?? []), item.createdAt].join(" · ")}_`,
    ...(request ? ["", `\`${request.head}\` → \`${request.base}\` · issue #${request.issue}`] : []),
    "",
    item.body,
    ...comments.flatMap((comment) => [
      "",
      "---",
      "",
      hidden([comment.marker, comment.facts ?? ""].join(" ").trim()),
      `_Comment ${comment.number} · ${comment.createdAt}${comment.edits > 0 ? ` · edited ${comment.edits} times, last ${comment.editedAt}` : ""}_`,
      "",
      comment.body,
    ]),
    "",
  ].join("\n");
}
