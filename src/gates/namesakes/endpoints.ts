/** An operation over HTTP as it is compared: the method, and the path with every parameter as `{}`. */
export interface Endpoint {
  method: string;
  segments: string[];
}

/** `GET /api/orders/{id}`, also `/api/orders/:id`, `/orders/<int:id>`, `/orders/[id]` and `/orders/$id`. */
export function endpointOf(text: string): Endpoint | null {
  const match = /^(GET|POST|PUT|PATCH|DELETE)\s+(\/[^\s?#]{0,300})/.exec(text.trim());
  if (!match) return null;
  return { method: match[1] ?? "", segments: segmentsOf(match[2] ?? "") };
}

const segmentsOf = (path: string): string[] =>
  path
    .split("/")
    .filter((piece) => piece !== "")
    .map((piece) =>
      /[{}:<>[\]$*]/.test(piece)
        ? "{}"
        : piece
            .toLowerCase()
            .replaceAll(/[-_]/g, "")
            .replace(/(?<=\w{3})s$/, ""),
    );

/** An endpoint that a text declares, and its line. */
export interface Declared extends Endpoint {
  shown: string;
  line: number;
}

const declarations: readonly RegExp[] = [
  /(?:\.|@|@\w{1,30}\.)(?<method>get|post|put|patch|delete|Get|Post|Put|Patch|Delete|GetMapping|PostMapping|PutMapping|PatchMapping|DeleteMapping|GET|POST|PUT|PATCH|DELETE)\(\s{0,20}["'`](?<path>\/?[^"'`\s]{0,200})["'`]/g,
  /\b(?<method>GET|POST|PUT|PATCH|DELETE)\s+(?<path>\/[^\s"'`,;)]{1,200})/g,
];

/** Routes that a source file registers, and operations of an API description. */
export function endpointsIn(text: string): Declared[] {
  return declarations.flatMap((pattern) =>
    Array.from(text.matchAll(pattern), ({ groups = {}, index }): Declared => {
      const method = (groups["method"] ?? "").replace("Mapping", "").toUpperCase();
      const path = groups["path"] ?? "";
      const line = text.slice(0, index).split("\n").length;
      return { method, segments: segmentsOf(path), shown: `${method} ${path}`, line };
    }),
  );
}

/** The same method, and the same path or the end of it: a router may be mounted below a prefix. */
export function isSame(planned: Endpoint, existing: Endpoint): boolean {
  if (planned.method !== existing.method || existing.segments.every((piece) => piece === "{}")) return false;
  const end = planned.segments.slice(-existing.segments.length);
  const rest = planned.segments.length - existing.segments.length;
  return (
    rest >= 0 &&
    rest <= 2 &&
    !planned.segments.slice(0, rest).includes("{}") &&
    end.join("/") === existing.segments.join("/")
  );
}
