import type { components } from "./types";

type Problem = components["schemas"]["Problem"];

/** A refusal by the backend, with the fields it objects to. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.message);
  }

  fieldMessage(field: string): string | undefined {
    return this.problem.fields.find((problem) => problem.field === field)?.message;
  }
}

async function request<Answer>(path: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(`/api${path}`, init);
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const problem = (body ?? { message: "The shop does not answer", fields: [] }) as Problem;
    throw new ApiError(response.status, problem);
  }
  return body as Answer;
}

export function get<Answer>(path: string): Promise<Answer> {
  return request<Answer>(path);
}

export function post<Answer>(path: string, body: unknown): Promise<Answer> {
  return request<Answer>(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}
