/** What all reviews of a product say together; a product without reviews has none. */
export interface RatingSummary {
  /** Rounded to one decimal. */
  average: number;
  count: number;
}
