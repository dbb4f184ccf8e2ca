const maximum = 5;

export function RatingStars({ value }: { value: number }) {
  const full = Math.round(value);
  const stars: string[] = [];
  for (let position = 1; position <= maximum; position++) {
    if (position <= full) {
      stars.push("★");
    } else {
      stars.push("☆");
    }
  }
  const label = value + " out of " + maximum + " stars";
  return (
    <span className="stars">
      <span aria-hidden="true">{stars.join("")}</span>
      <span className="visually-hidden">{label}</span>
    </span>
  );
}
