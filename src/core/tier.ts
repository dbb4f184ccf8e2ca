/** What an agent may cost in thought: each runtime has a model for a tier. */
export const tiers = ["reasoning", "coding", "coordination"] as const;
export type Tier = (typeof tiers)[number];
