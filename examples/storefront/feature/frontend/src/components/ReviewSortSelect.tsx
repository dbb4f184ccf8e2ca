import type { ReviewSort } from "../api/reviews";

const options: { value: ReviewSort; label: string }[] = [
  { value: "newest", label: "Newest first" },
  { value: "highest", label: "Highest rating first" },
  { value: "helpful", label: "Most helpful first" },
];

interface Props {
  value: ReviewSort;
  onChange: (sort: ReviewSort) => void;
}

export function ReviewSortSelect({ value, onChange }: Props) {
  return (
    <label>
      Sort reviews{" "}
      <select value={value} onChange={(event) => onChange(event.target.value as ReviewSort)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
