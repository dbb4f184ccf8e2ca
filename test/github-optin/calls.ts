import type { GitHub } from "../github/server.ts";

/** What was asked of the API; git's own requests count for no limit. */
export const apiCalls = ({ requests }: GitHub) => requests.filter(({ path }) => !path.includes(".git/"));

/** How often each kind of request was made, most often first: "12  4 unchanged  GET issues/list-comments". */
export function countedByKind(github: GitHub): string[] {
  const kinds = new Map<string, number[]>();
  for (const { method, path, operation, status } of apiCalls(github)) {
    const kind = `${method} ${operation ?? path}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), status]);
  }
  return [...kinds]
    .sort(([, some], [, others]) => others.length - some.length)
    .map(([kind, statuses]) => {
      const unchanged = statuses.filter((status) => status === 304).length;
      return `${String(statuses.length).padStart(4)}  ${`${unchanged} unchanged`.padEnd(13)}  ${kind}`;
    });
}
