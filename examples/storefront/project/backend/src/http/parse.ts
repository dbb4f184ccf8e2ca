import type { Context } from "hono";
import type { z } from "zod";
import { HttpProblem } from "./problems.js";

function check<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields = result.error.issues.map((issue) => ({
    field: issue.path.join("."),
    message: issue.message,
  }));
  throw new HttpProblem(400, "The request is not valid", fields);
}

export async function parseBody<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const body: unknown = await context.req.json().catch(() => {
    throw new HttpProblem(400, "The body is not JSON");
  });
  return check(schema, body);
}

export function parseQuery<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
): z.infer<Schema> {
  return check(schema, context.req.query());
}
