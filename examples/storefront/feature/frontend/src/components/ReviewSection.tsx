import { useReviews } from "../hooks/use-reviews";
import { Notice } from "./Notice";
import { RatingSummary } from "./RatingSummary";
import { ReviewForm } from "./ReviewForm";
import { ReviewList } from "./ReviewList";
import { ReviewPager } from "./ReviewPager";
import { ReviewSortSelect } from "./ReviewSortSelect";
import "../styles/reviews.css";

export function ReviewSection({ productId }: { productId: string }) {
  const reviews = useReviews(productId);
  return (
    <section aria-labelledby="reviews-heading">
      <h2 id="reviews-heading">Reviews</h2>
      <ReviewSortSelect value={reviews.sort} onChange={reviews.sortBy} />
      <ReviewPageView reviews={reviews} />
      <h2>Write a review</h2>
      <ReviewForm productId={productId} onSent={reviews.reload} />
    </section>
  );
}

function ReviewPageView({ reviews }: { reviews: ReturnType<typeof useReviews> }) {
  const { page, refusal } = reviews;
  if (page.status === "loading") return <Notice kind="info">Loading reviews …</Notice>;
  if (page.status === "failed") return <Notice kind="error">{page.message}</Notice>;
  return (
    <>
      <RatingSummary rating={page.data.rating} />
      <ReviewList reviews={page.data.reviews} voted={reviews.voted} onVote={reviews.vote} />
      {refusal && <Notice kind="error">{refusal}</Notice>}
      <ReviewPager offset={reviews.offset} total={page.data.total} onMove={reviews.moveTo} />
    </>
  );
}
