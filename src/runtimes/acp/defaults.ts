import type { RuntimeDefaults } from "../found.ts";
import { agentNamed } from "./agents/known.ts";

/** What an ACP agent is given where the user's settings say nothing; empty models: the agent's own default. */
export const defaultsOf = (agent: string): RuntimeDefaults => agentNamed(agent).defaults;
