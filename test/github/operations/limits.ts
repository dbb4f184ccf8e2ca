import { invalid } from "../answer.ts";

/** GitHub's longest title and body, in characters; counted as JavaScript does, which is never less. */
export const longestTitle = 256;
export const longestBody = 65_536;

export function requireLengths(resource: string, { title, body }: { title?: unknown; body?: unknown }): void {
  if (typeof title === "string" && title.length > longestTitle)
    throw invalid(resource, "title", `title is too long (maximum is ${longestTitle} characters)`);
  if (typeof body === "string" && body.length > longestBody)
    throw invalid(resource, "body", `body is too long (maximum is ${longestBody} characters)`);
}

export function requireText(resource: string, field: string, value: unknown): void {
  if (typeof value !== "string" || value.trim() === "")
    throw invalid(resource, field, `${field} can't be blank`);
}
