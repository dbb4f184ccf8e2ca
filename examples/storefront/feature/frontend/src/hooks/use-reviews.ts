import { useCallback, useState } from "react";
import { listReviews, markHelpful, type Review, type ReviewSort } from "../api/reviews";
import { messageOf } from "../lib/errors";
import { useLoaded } from "./use-loaded";

export const pageSize = 10;

const firstPage = { sort: "newest" as ReviewSort, offset: 0 };

/** One page of a product's reviews, and what the visitor can do with it. */
export function useReviews(productId: string) {
  const [query, setQuery] = useState(firstPage);
  const [voted, setVoted] = useState<ReadonlyMap<string, Review>>(new Map());
  const [refusal, setRefusal] = useState<string | null>(null);
  const page = useLoaded(
    useCallback(() => listReviews(productId, { ...query, limit: pageSize }), [productId, query]),
  );

  async function vote(review: Review) {
    setRefusal(null);
    try {
      const counted = await markHelpful(review.id);
      setVoted((before) => new Map(before).set(review.id, counted));
    } catch (error) {
      setRefusal(messageOf(error));
    }
  }

  return {
    page,
    sort: query.sort,
    offset: query.offset,
    voted,
    vote,
    refusal,
    sortBy: (sort: ReviewSort) => setQuery({ sort, offset: 0 }),
    moveTo: (offset: number) => setQuery((before) => ({ ...before, offset })),
    /** Goes back to the newest reviews and loads them again. */
    reload: () => setQuery({ ...firstPage }),
  };
}
