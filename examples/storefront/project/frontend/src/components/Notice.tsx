import type { ReactNode } from "react";

interface Props {
  kind: "info" | "error";
  children: ReactNode;
}

export function Notice({ kind, children }: Props) {
  return (
    <p className={`notice notice-${kind}`} role={kind === "error" ? "alert" : "status"}>
      {children}
    </p>
  );
}
