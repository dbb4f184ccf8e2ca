import { useState } from "react";
import { ApiError } from "../api/client";
import { createReview } from "../api/reviews";
import { messageOf } from "../lib/errors";
import {
  checkDraft,
  emptyDraft,
  type FieldMessages,
  type ReviewDraft,
  toNewReview,
} from "../lib/review-rules";

type Status = "writing" | "sending" | "sent";

export function useReviewForm(productId: string, onSent: () => void) {
  const [draft, setDraft] = useState(emptyDraft);
  const [messages, setMessages] = useState<FieldMessages>({});
  const [refusal, setRefusal] = useState<string | null>(null);
  const [status, setStatus] = useState<Status>("writing");

  function change(part: Partial<ReviewDraft>) {
    setDraft((before) => ({ ...before, ...part }));
  }

  async function send() {
    const found = checkDraft(draft);
    setMessages(found);
    setRefusal(null);
    if (Object.keys(found).length > 0) return;
    setStatus("sending");
    try {
      await createReview(productId, toNewReview(draft));
      setStatus("sent");
      onSent();
    } catch (error) {
      setStatus("writing");
      setMessages(error instanceof ApiError ? refusedFields(error) : {});
      setRefusal(messageOf(error));
    }
  }

  return { draft, messages, refusal, status, change, send };
}

function refusedFields(error: ApiError): FieldMessages {
  return Object.fromEntries(error.problem.fields.map(({ field, message }) => [field, message]));
}
