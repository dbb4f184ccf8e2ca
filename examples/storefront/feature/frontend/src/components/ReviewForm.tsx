import { useReviewForm } from "../hooks/use-review-form";
import type { ReviewDraft } from "../lib/review-rules";
import { Notice } from "./Notice";
import { RatingInput } from "./RatingInput";
import { TextField } from "./TextField";

const fields: {
  name: Exclude<keyof ReviewDraft, "rating">;
  label: string;
  type?: "email";
  multiline?: boolean;
}[] = [
  { name: "title", label: "Title" },
  { name: "body", label: "Your review", multiline: true },
  { name: "author", label: "Your name" },
  { name: "email", label: "Your email (never shown)", type: "email" },
  { name: "orderId", label: "Order number (optional)" },
];

interface Props {
  productId: string;
  onSent: () => void;
}

export function ReviewForm({ productId, onSent }: Props) {
  const { draft, messages, refusal, status, change, send } = useReviewForm(productId, onSent);

  if (status === "sent") return <Notice kind="info">Thank you for your review!</Notice>;
  return (
    <form
      className="form"
      noValidate
      aria-label="Write a review"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <RatingInput
        value={draft.rating}
        message={messages.rating}
        onChange={(rating) => change({ rating })}
      />
      {fields.map(({ name, ...field }) => (
        <TextField
          key={name}
          id={`review-${name}`}
          value={draft[name]}
          message={messages[name]}
          onChange={(value) => change({ [name]: value })}
          {...field}
        />
      ))}
      <button type="submit" disabled={status === "sending"}>
        Send review
      </button>
      {refusal && <Notice kind="error">{refusal}</Notice>}
      {!refusal && Object.keys(messages).length > 0 && (
        <Notice kind="error">Please look at the marked fields.</Notice>
      )}
    </form>
  );
}
