import { FateUnknown } from "./failure.ts";
import { UserError } from "../../core/error.ts";

/** A reply, read to its end. */
export interface Reply {
  status: number;
  header(name: string): string | null;
  text: string;
}

/** What came of asking once: a reply, or why there is none, and whether the request can have arrived. */
export type Asked = { reply: Reply } | { why: string; mayHaveArrived: boolean };

export interface Asking {
  fetch: typeof fetch;
  signal: AbortSignal;
  /** How long a reply may take, in milliseconds. */
  timeoutMs: number;
}

/** A hundred comments of the greatest length are less than this, in bytes. */
const mostBytes = 64 * 1024 * 1024;

/** Ask once. Throws UserError for a host whose certificate is not trusted, and for a reply without an end. */
export async function askOnce(
  { fetch, signal, timeoutMs }: Asking,
  url: string,
  init: RequestInit,
): Promise<Asked> {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      ...init,
      redirect: "manual",
      signal: AbortSignal.any([signal, late]),
    });
    const text = await textOf(response);
    return { reply: { status: response.status, header: (name) => response.headers.get(name), text } };
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (late.aborted) return { why: `no reply within ${timeoutMs / 1000} seconds`, mayHaveArrived: true };
    return networkFailure(error, new URL(url).host);
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes)
      throw new UserError("FORGE_REPLY", "GitHub's reply is too long", "see whether the host is a GitHub");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Failures before a byte of the request was sent. */
const early = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function networkFailure(error: unknown, host: string): Asked {
  const code = codeOf(error);
  if (/CERT|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)/.test(code))
    throw new UserError(
      "FORGE_CERTIFICATE",
      `the certificate of ${host} is not trusted (${code})`,
      "name the file of its authority in NODE_EXTRA_CA_CERTS",
    );
  return { why: code, mayHaveArrived: !early.has(code) };
}

function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause)
    if ("code" in at && typeof at.code === "string" && /^[A-Z_]{2,60}$/.test(at.code)) return at.code;
  return "the connection broke";
}

export const fateUnknown = (what: string, why: string): FateUnknown =>
  new FateUnknown(`nobody knows whether GitHub has done ${what}: ${why}`);
