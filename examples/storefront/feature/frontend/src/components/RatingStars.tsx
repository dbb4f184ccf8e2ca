const maximum = 5;

export function RatingStars({ value }: { value: number }) {
  const full = Math.round(value);
  return (
    <span className="stars">
      <span aria-hidden="true">{"★".repeat(full) + "☆".repeat(maximum - full)}</span>
      <span className="visually-hidden">{`${value} out of ${maximum} stars`}</span>
    </span>
  );
}
