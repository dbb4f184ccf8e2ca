interface Props {
  id: string;
  label: string;
  value: string;
  message?: string;
  type?: "text" | "email";
  multiline?: boolean;
  onChange: (value: string) => void;
}

export function TextField(props: Props) {
  const { id, label, value, message, type = "text", multiline = false, onChange } = props;
  const Control = multiline ? "textarea" : "input";
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Control
        id={id}
        type={multiline ? undefined : type}
        value={value}
        aria-invalid={message !== undefined}
        aria-describedby={message && `${id}-message`}
        onChange={(event: { target: { value: string } }) => onChange(event.target.value)}
      />
      {message && (
        <span id={`${id}-message`} className="field-message">
          {message}
        </span>
      )}
    </div>
  );
}
