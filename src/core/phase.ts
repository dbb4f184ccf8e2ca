/** The five phases, in the order in which every workflow passes them. */
export const phaseNames = ["initialization", "planning", "implementation", "quality", "ready"] as const;

export type PhaseName = (typeof phaseNames)[number];

/** Nobody changes a file before there is a plan. */
export const changesFiles = (phase: PhaseName): boolean => phase !== "initialization" && phase !== "planning";
