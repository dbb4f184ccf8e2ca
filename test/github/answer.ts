/** A JSON object of GitHub's. */
export type Thing = Record<string, unknown>;

/** What is sent back: `body` as JSON, nothing when it is undefined. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A refusal, thrown anywhere while an answer is made. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly answer: Answer;

  constructor(
    status: number,
    message: string,
    more: { errors?: Thing[]; headers?: Record<string, string> } = {},
  ) {
    super(message);
    const { errors, headers = {} } = more;
    this.answer = { status, body: { ...refused(status, message), ...(errors && { errors }) }, headers };
  }
}

/** The body of GitHub's refusals. */
export const refused = (status: number, message: string): Thing => ({
  message,
  documentation_url: "https://docs.github.com/rest",
  status: String(status),
});

export const notFound = (): Refusal => new Refusal(404, "Not Found");

export const invalid = (resource: string, field: string, message: string): Refusal =>
  new Refusal(422, "Validation Failed", { errors: [{ resource, field, code: "custom", message }] });

export const asThing = (value: unknown): Thing =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Thing) : {};

export const asThings = (value: unknown): Thing[] => (Array.isArray(value) ? value.map(asThing) : []);

export const asText = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";
