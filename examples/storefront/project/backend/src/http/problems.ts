import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

export interface FieldProblem {
  field: string;
  message: string;
}

/** An error the caller may see; anything else that is thrown becomes a plain 500. */
export class HttpProblem extends Error {
  constructor(
    readonly status: ContentfulStatusCode,
    message: string,
    readonly fields: FieldProblem[] = [],
  ) {
    super(message);
  }
}

export function notFound(what: string): HttpProblem {
  return new HttpProblem(404, `${what} not found`);
}

export function respondWithProblem(error: Error, context: Context): Response {
  if (error instanceof HttpProblem) {
    return context.json({ message: error.message, fields: error.fields }, error.status);
  }
  console.error(error);
  return context.json({ message: "Something went wrong", fields: [] }, 500);
}
