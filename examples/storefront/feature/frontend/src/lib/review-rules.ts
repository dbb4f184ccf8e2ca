import type { NewReview } from "../api/reviews";

/** What the form holds: as typed, with no star chosen yet. */
export interface ReviewDraft {
  author: string;
  email: string;
  rating: number | null;
  title: string;
  body: string;
  orderId: string;
}

export type ReviewField = keyof ReviewDraft;
export type FieldMessages = Partial<Record<ReviewField, string>>;

export const emptyDraft: ReviewDraft = {
  author: "",
  email: "",
  rating: null,
  title: "",
  body: "",
  orderId: "",
};

/** The limits of the contract, in words for the reader. */
export function checkDraft(draft: ReviewDraft): FieldMessages {
  const messages: FieldMessages = {};
  if (draft.rating === null) messages.rating = "Choose one to five stars";
  if (!isBetween(draft.title, 3, 80)) messages.title = "Use 3 to 80 characters";
  if (!isBetween(draft.body, 10, 2000)) messages.body = "Use 10 to 2000 characters";
  if (!isBetween(draft.author, 1, 60)) messages.author = "Tell us a name of up to 60 characters";
  if (!draft.email.includes("@")) messages.email = "Enter your email address";
  return messages;
}

export function toNewReview(draft: ReviewDraft): NewReview {
  const orderId = draft.orderId.trim() || undefined;
  return { ...draft, rating: draft.rating ?? 0, orderId };
}

function isBetween(text: string, least: number, most: number): boolean {
  const { length } = text.trim();
  return length >= least && length <= most;
}
