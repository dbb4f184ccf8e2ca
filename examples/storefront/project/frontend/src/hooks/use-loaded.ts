import { useEffect, useState } from "react";
import { messageOf } from "../lib/errors";

export type Loaded<Data> =
  | { status: "loading" }
  | { status: "failed"; message: string }
  | { status: "ready"; data: Data };

/** Runs `load` whenever it changes (keep it in useCallback); a late answer is dropped. */
export function useLoaded<Data>(load: () => Promise<Data>): Loaded<Data> {
  const [answer, setAnswer] = useState<{ to: typeof load; loaded: Loaded<Data> } | null>(null);

  useEffect(() => {
    let current = true;
    const settle = (loaded: Loaded<Data>) => current && setAnswer({ to: load, loaded });
    load().then(
      (data) => settle({ status: "ready", data }),
      (error: unknown) => settle({ status: "failed", message: messageOf(error) }),
    );
    return () => {
      current = false;
    };
  }, [load]);

  return answer?.to === load ? answer.loaded : { status: "loading" };
}
