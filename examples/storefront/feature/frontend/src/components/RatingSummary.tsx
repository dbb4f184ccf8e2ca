import type { RatingSummary as Summary } from "../api/reviews";
import { RatingStars } from "./RatingStars";

export function RatingSummary({ rating }: { rating?: Summary }) {
  if (!rating) return <p className="muted">No reviews yet</p>;
  return (
    <p>
      <RatingStars value={rating.average} /> {rating.average.toFixed(1)} (
      {rating.count === 1 ? "1 review" : `${rating.count} reviews`})
    </p>
  );
}
