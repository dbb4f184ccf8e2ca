import { pageSize } from "../hooks/use-reviews";

interface Props {
  offset: number;
  total: number;
  onMove: (offset: number) => void;
}

export function ReviewPager({ offset, total, onMove }: Props) {
  if (total <= pageSize) return null;
  return (
    <nav className="pager" aria-label="Review pages">
      <button type="button" disabled={offset === 0} onClick={() => onMove(offset - pageSize)}>
        Previous
      </button>
      <button
        type="button"
        disabled={offset + pageSize >= total}
        onClick={() => onMove(offset + pageSize)}
      >
        Next
      </button>
    </nav>
  );
}
