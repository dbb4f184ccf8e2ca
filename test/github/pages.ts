import type { Answer, Thing } from "./answer.ts";

/** One page of a list, with GitHub's Link header. `address` is the full address that was asked. */
export function paged(all: Thing[], address: string, query: URLSearchParams): Answer {
  const size = Math.min(Math.max(Number(query.get("per_page") ?? 30), 1), 100);
  const page = Math.max(Number(query.get("page") ?? 1), 1);
  const last = Math.max(Math.ceil(all.length / size), 1);
  const link = linkOf(address, query, page, last);
  return {
    status: 200,
    body: all.slice((page - 1) * size, page * size),
    ...(link && { headers: { link } }),
  };
}

function linkOf(address: string, query: URLSearchParams, page: number, last: number): string {
  const to = (number: number, relation: string) => {
    const changed = new URLSearchParams(query);
    changed.set("page", String(number));
    return `<${address}?${changed.toString()}>; rel="${relation}"`;
  };
  const before = page > 1 ? [to(page - 1, "prev")] : [];
  const after = page < last ? [to(page + 1, "next"), to(last, "last")] : [];
  return [...before, ...after, ...(page > 1 ? [to(1, "first")] : [])].join(", ");
}

/** Only what changed at or after `since`, ordered as asked. */
export function chosen(all: Thing[], query: URLSearchParams, usual: "asc" | "desc"): Thing[] {
  const since = query.get("since");
  const field = query.get("sort") === "updated" ? "updated_at" : "created_at";
  const sign = (query.get("direction") ?? usual) === "asc" ? 1 : -1;
  const times = (thing: Thing) => [Date.parse(String(thing[field])), Number(thing.id)] as const;
  return all
    .filter((thing) => since === null || Date.parse(String(thing.updated_at)) >= Date.parse(since))
    .sort((one, other) => {
      const [a, b] = [times(one), times(other)];
      return sign * (a[0] - b[0] || a[1] - b[1]);
    });
}
