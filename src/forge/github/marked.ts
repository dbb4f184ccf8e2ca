import type { Marked } from "../forge.ts";

/** A body as it was posted: what its hidden first line says, and the rest. */
export interface Posted {
  marker: string;
  facts: string;
  body: string;
}

const hiddenLine = /^<!-- (.+?)(?: \| (.+))? -->[ \t]*(?:\n|$)/;

/** `<!-- MARKER | FACTS -->`, then the body. */
export function withMarker({ marker, facts = "", body }: Marked): string {
  for (const part of [marker, facts])
    if (/-->|[\r\n]/.test(part) || part !== part.trim() || part.includes(" | "))
      throw new Error(`this cannot be hidden in a comment: ${part}`);
  return `<!-- ${facts === "" ? marker : `${marker} | ${facts}`} -->\n${body}`;
}

/** What `withMarker` has made; null for anything else. Only a first line counts: texts may quote others. */
export function readMarker(text: string | null | undefined): Posted | null {
  const body = withLineFeeds(text);
  const [line = "", marker, facts = ""] = hiddenLine.exec(body) ?? [];
  return marker === undefined ? null : { marker, facts, body: body.slice(line.length) };
}

/** Browsers send CRLF. */
export const withLineFeeds = (text: string | null | undefined): string =>
  (text ?? "").replaceAll(/\r\n?/g, "\n");

/** Whether it need not be written again; GitHub may drop what is blank at the end. */
export const saysTheSame = (posted: Posted, wanted: Marked): boolean =>
  posted.marker === wanted.marker &&
  posted.facts === (wanted.facts ?? "") &&
  posted.body.trimEnd() === withLineFeeds(wanted.body).trimEnd();
