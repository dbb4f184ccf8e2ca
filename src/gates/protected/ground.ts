import type { GateFinding } from "../../core/evidence.ts";
import type { TreeChange } from "../../workspace/workspace.ts";
import type { GateContext } from "../gate.ts";
import { allowanceOf } from "../inspection.ts";

/** The state that a change brings about: what a person says yes to. Whoever asks for it gets the same name for it. */
export async function stateAfter(context: GateContext, { path, kind, mode }: TreeChange): Promise<string> {
  if (kind === "deleted") return "deleted";
  const text = mode === "160000" ? null : await context.repository.file(context.candidate, path);
  return `${mode} ${text ?? ""}`;
}

/** A change of what nobody may change without a person. One yes covers it in every gate that looks at it. */
export async function protectedPath(
  context: GateContext,
  change: TreeChange,
  message: string,
): Promise<GateFinding> {
  const state = await stateAfter(context, change);
  const allowance = allowanceOf("protected-path", change.path, state);
  return { rule: "protected-path", path: change.path, line: 0, message, allowance };
}
