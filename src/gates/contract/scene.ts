import type { Contract } from "../../core/profile.ts";
import type { Making } from "../gate.ts";
import type { GateContext } from "../gate.ts";

/** A look at the contract: what the gate may look at, and what the profile says of the contract. */
export interface ContractScene {
  context: GateContext;
  contract: Contract;
}

/** The command that makes the description of what is really served. */
export function servedBy({ contract }: ContractScene): Making | null {
  if (!contract.command) return null;
  const files = contract.output === undefined ? [] : [contract.output];
  return { part: contract.backend, command: contract.command, files };
}

/** Whether the feature changed anything that lies in a part, or that decides what is installed. */
export function hasChanged({ context }: ContractScene, partName: string): boolean {
  const part = context.profile.parts.find(({ name }) => name === partName);
  const manifests = new Set([...(context.profile.setup?.lockFiles ?? []), "package.json"]);
  return context.changes.some(
    ({ path }) =>
      part === undefined || part.path === "." || path.startsWith(`${part.path}/`) || manifests.has(path),
  );
}

export const changedFile = ({ context }: ContractScene, file: string): boolean =>
  context.changes.some(({ path }) => path === file);
