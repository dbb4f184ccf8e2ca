const choices = [1, 2, 3, 4, 5];

interface Props {
  value: number | null;
  message?: string;
  onChange: (rating: number) => void;
}

/** Radio buttons, so that arrow keys and screen readers work without any code of ours. */
export function RatingInput({ value, message, onChange }: Props) {
  return (
    <fieldset className="rating-input" aria-describedby={message && "review-rating-message"}>
      <legend>Your rating</legend>
      {choices.map((choice) => (
        <label key={choice}>
          <input
            type="radio"
            name="rating"
            value={choice}
            checked={value === choice}
            onChange={() => onChange(choice)}
          />
          {choice === 1 ? "1 star" : `${choice} stars`}
        </label>
      ))}
      {message && (
        <span id="review-rating-message" className="field-message">
          {message}
        </span>
      )}
    </fieldset>
  );
}
