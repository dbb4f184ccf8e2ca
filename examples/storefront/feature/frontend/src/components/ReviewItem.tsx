import type { Review } from "../api/reviews";
import { formatDay } from "../lib/dates";
import { RatingStars } from "./RatingStars";

interface Props {
  review: Review;
  voted: boolean;
  onVote: () => void;
}

export function ReviewItem({ review, voted, onVote }: Props) {
  return (
    <li className="review">
      <h3>{review.title}</h3>
      <p>
        <RatingStars value={review.rating} />
        {review.verified && <span className="badge">Verified purchase</span>}
      </p>
      <p className="review-body">{review.body}</p>
      <p className="muted">
        {review.author}, <time dateTime={review.createdAt}>{formatDay(review.createdAt)}</time>
      </p>
      <button
        type="button"
        disabled={voted}
        aria-label={`Helpful: ${review.title}`}
        onClick={onVote}
      >
        Helpful ({review.helpfulCount})
      </button>
    </li>
  );
}
