import type { Review } from "../api/reviews";
import { ReviewItem } from "./ReviewItem";

interface Props {
  reviews: Review[];
  /** What the visitor voted for, with the count after the vote. */
  voted: ReadonlyMap<string, Review>;
  onVote: (review: Review) => Promise<void>;
}

export function ReviewList({ reviews, voted, onVote }: Props) {
  return (
    <ul className="reviews">
      {reviews.map((review) => (
        <ReviewItem
          key={review.id}
          review={voted.get(review.id) ?? review}
          voted={voted.has(review.id)}
          onVote={() => void onVote(review)}
        />
      ))}
    </ul>
  );
}
